package dev.opportune.gateway.http.guard;

import java.util.Locale;

/// Why a connection is ended from this side.
enum Cut {
    CONTROL_FRAMES("more control frames than requests ask for"),
    RESETS("too many streams were reset"),
    SLOW_HEAD("a request's head, or the preface, took too long"),
    UNREAD("its answers were not read"),
    ROOM("it had shown no key, and another came when there was no room"),
    PROTOCOL("it did not keep to the protocol");

    final String detail;

    Cut(String detail) {
        this.detail = detail;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
