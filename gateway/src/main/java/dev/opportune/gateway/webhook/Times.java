package dev.opportune.gateway.webhook;

import java.time.Duration;

/// How long things last that tests have shorter.
///
/// @param answer to an answer's end, the connection included
/// @param firstWait after a failure; each further one doubles it
/// @param lastWait what it comes to
/// @param lastProbe the same between probes of a receiver that fails
/// @param triedFor an event that is older when its delivery fails is given up
public record Times(Duration answer, Duration firstWait, Duration lastWait, Duration lastProbe, Duration triedFor) {

    public static final Times DEFAULT = new Times(
            Duration.ofSeconds(15),
            Duration.ofSeconds(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(1),
            Duration.ofDays(1));
}
