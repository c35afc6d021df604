package dev.opportune.gateway.webhook;

import java.time.Duration;
import java.util.Locale;

/// What came of an attempt to deliver.
///
/// @param why in words, for the operator: never what a body says
/// @param retryAfter what the receiver asked for, or zero
record Answer(Outcome outcome, String why, Duration retryAfter) {

    enum Outcome {
        /// 2xx.
        ACCEPTED,
        /// Another status: redirects are not followed.
        REFUSED,
        /// 410: the receiver wants no more.
        GONE,
        /// Name, connection or TLS.
        UNREACHABLE,
        TIMED_OUT,
        /// Its address is one of a network of one's own.
        FORBIDDEN;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Answer of(Outcome outcome, String why) {
        return new Answer(outcome, why, Duration.ZERO);
    }

    static Answer ofStatus(int status, Duration retryAfter) {
        var outcome = status >= 200 && status < 300 ? Outcome.ACCEPTED : status == 410 ? Outcome.GONE : Outcome.REFUSED;
        return new Answer(outcome, "status " + status, retryAfter);
    }

    boolean isAccepted() {
        return outcome == Outcome.ACCEPTED;
    }
}
