package dev.opportune.perf.chaos.disturbance;

import dev.opportune.perf.chaos.site.Fleet;
import java.io.IOException;

/// A provider ends its connections with GOAWAY, as when it is deployed anew, or resets them.
///
/// @param how `goaway`, `goaway` with requests that it did not handle, or `reset`
record ProviderGoesAway(String provider, How how) implements Disturbance {

    enum How {
        GOAWAY("goaway", ""),
        UNHANDLED("goaway", ",\"unhandled\":5"),
        RESET("reset", "");

        private final String verb;
        private final String more;

        How(String verb, String more) {
            this.verb = verb;
            this.more = more;
        }
    }

    static ProviderGoesAway draw(Draw draw) {
        return new ProviderGoesAway(draw.provider(), How.values()[draw.oneOf(How.values().length)]);
    }

    @Override
    public String whom() {
        return provider;
    }

    @Override
    public String what() {
        return switch (how) {
            case GOAWAY -> "GOAWAY";
            case UNHANDLED -> "GOAWAY, 5 requests of each connection unhandled";
            case RESET -> "resets its connections";
        };
    }

    @Override
    public String happen(Fleet fleet) throws IOException, InterruptedException {
        fleet.providers().behave(how.verb, "{\"provider\":\"" + provider + "\"" + how.more + "}");
        return "";
    }
}
