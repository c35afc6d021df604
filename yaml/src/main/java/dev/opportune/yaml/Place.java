package dev.opportune.yaml;

/// Where something was said.
///
/// @param source a file, or what speaks beside it, such as `environment OPPORTUNE_HTTP_PORT`
/// @param line counted from 1; 0 when it is the source as a whole
public record Place(String source, int line) {

    public static Place of(String source) {
        return new Place(source, 0);
    }

    /// For people: `policy.yaml:7`.
    @Override
    public String toString() {
        return line == 0 ? source : source + ":" + line;
    }
}
