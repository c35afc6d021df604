package dev.opportune.connectors.apns;

import java.time.Duration;

/// When a lane opens connections besides its first, and when it gives them up.
///
/// @param busy how long more than three quarters of what may be in flight must be before another is opened
/// @param pause how long none is opened after one that could not
/// @param idle how long one that is not the last must have taken nothing before it is closed: "Keep your connections
/// with APNs open across multiple notifications" (Sending notification requests to APNs)
record Growth(Duration busy, Duration pause, Duration idle) {

    static final Growth DEFAULT = new Growth(Duration.ofMillis(100), Duration.ofSeconds(30), Duration.ofHours(1));
}
