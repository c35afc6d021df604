package dev.opportune.ratelimiter;

import java.util.Map;

/// What one gate says in a dry run.
///
/// @param gate `idempotency`, `category`, `moment`, `user`, `consent`, `devices`, `quiet_hours` or `caps`
/// @param details what it looked at, in the words of the wire: strings, whole numbers and instants as RFC 3339 text
public record GateResult(String gate, boolean pass, Map<String, Object> details) {}
