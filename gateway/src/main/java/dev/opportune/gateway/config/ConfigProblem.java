package dev.opportune.gateway.config;

/// One thing that is wrong with what an operator wrote.
///
/// @param where such as `gateway.yaml:7`, `environment OPPORTUNE_HTTP_PORT` or `--set http.port`
/// @param what the key, the value and what was expected; never a secret
public record ConfigProblem(String where, String what) {

    /// One line for people: `gateway.yaml:7: http.port: 70000 (expected: 0 to 65535)`.
    @Override
    public String toString() {
        return where + ": " + what;
    }
}
