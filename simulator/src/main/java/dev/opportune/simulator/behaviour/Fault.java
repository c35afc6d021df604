package dev.opportune.simulator.behaviour;

import java.util.Arrays;
import java.util.Locale;

/// What goes wrong with a push, whatever the push says.
public enum Fault {
    /// A 503 of headers alone, as load balancers send it. The push is not handled.
    BODILESS_503,
    /// A 502 with a page of HTML, as proxies send it. The push is not handled.
    HTML_502,
    /// The provider's own 503: `ServiceUnavailable` or `UNAVAILABLE`. The push is not handled.
    UNAVAILABLE,
    /// The provider's own 503, though the push was handled and the record shows how.
    UNAVAILABLE_AFTER_HANDLING,
    /// The push is handled and recorded, and then the connection is reset instead of answered.
    RESET_AFTER_HANDLING;

    /// The name on the control port and in the record, such as `html_502`.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The fault of that wire name.
    ///
    /// @throws IllegalArgumentException for any other name
    public static Fault ofWireName(String wireName) {
        for (Fault fault : values()) {
            if (fault.wireName().equals(wireName)) return fault;
        }
        throw new IllegalArgumentException("fault: " + wireName + " (expected: one of "
                + Arrays.stream(values()).map(Fault::wireName).toList() + ")");
    }
}
