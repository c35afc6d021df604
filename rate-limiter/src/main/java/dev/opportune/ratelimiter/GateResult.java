package dev.opportune.ratelimiter;

import java.util.Map;

/// What one gate says in a dry run.
///
/// @param gate `idempotency`, `category`, `moment`, `user`, `consent`, `devices`, `quiet_hours`, `caps` or
///     `experiment`
/// @param details what it looked at, in the words of the wire and in the order to be shown: texts, `Long`, `Boolean`
///     and `Instant`; `would_pass`, there when the gate does not pass, is such a map, and `caps` a list of them
public record GateResult(String gate, boolean pass, Map<String, Object> details) {}
