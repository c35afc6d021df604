package dev.opportune.gateway.words;

import dev.opportune.connectors.PushContent;
import dev.opportune.ratelimiter.Decision.SuppressReason;
import dev.opportune.ratelimiter.Decision.Suppressed;

/// What came of writing a send's template for its user.
public sealed interface Written {

    /// It says this.
    ///
    /// @param locale the template's that it is in
    /// @param version that it was written by
    /// @param mostBytes that the content's JSON can have
    record Said(PushContent.Notification content, String locale, String version, int mostBytes) implements Written {}

    /// There is nothing to be shown, and why.
    record Unsaid(Suppressed why) implements Written {

        static Unsaid without(String argument) {
            return new Unsaid(new Suppressed(SuppressReason.TEMPLATE_INCOMPLETE, null, argument));
        }

        static Unsaid withoutTemplate() {
            return new Unsaid(new Suppressed(SuppressReason.UNKNOWN_TEMPLATE, null));
        }
    }
}
