package dev.opportune.ratelimiter.user;

import java.time.Instant;
import java.util.List;

/// What is still known of what was reported of a send.
///
/// @param touch that it left
/// @param conversions when each was that is due to it, of those that are remembered
public record Reported(Touch touch, List<Instant> conversions) {}
