package dev.opportune.gateway.send.request;

import dev.opportune.connectors.PushContent;
import dev.opportune.gateway.json.ContentReader;
import dev.opportune.gateway.words.LaneTemplates;
import dev.opportune.gateway.words.Written;
import dev.opportune.ratelimiter.Decision.Suppressed;
import dev.opportune.ratelimiter.send.Lease;
import dev.opportune.ratelimiter.send.StoredSend;
import dev.opportune.templates.Lint;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a send says in the round that its lease is for.
public sealed interface Said {

    /// This.
    ///
    /// @param mostBytes that its JSON has
    /// @param locale of the template that it comes from; null: the request brought it
    record Content(
            PushContent content, int mostBytes, @Nullable String locale) implements Said {}

    /// Nothing, and why: its template cannot be written for its user.
    record Nothing(Suppressed why) implements Said {}

    static Said of(SendRequest request, Lease lease, LaneTemplates words) {
        var content = request.content();
        return content == null
                ? of(words.write(Objects.requireNonNull(request.template(), "it has one of both"), lease.reader()))
                : new Content(content, request.contentJson().length(), null);
    }

    /// Throws when content cannot be read that was read before.
    static Said of(StoredSend send, Lease lease, LaneTemplates words) {
        var template = send.about().template();
        return template == null || send.params() == null
                ? new Content(ContentReader.read(send.content()), send.content().length(), null)
                : of(words.write(template, send.params(), lease.reader()));
    }

    /// What the content would better have otherwise; of a template that waits for its words, nothing is known yet.
    static List<Lint> lint(SendRequest request, @Nullable Said said) {
        var content = said instanceof Content(var written, var _, var _) ? written : request.content();
        if (!(content instanceof PushContent.Notification shown)) return List.of();
        var action = shown.action();
        return Lint.of(shown.title(), shown.body(), action == null ? null : action.link());
    }

    private static Said of(Written written) {
        return switch (written) {
            case Written.Said said -> new Content(said.content(), said.mostBytes(), said.locale());
            case Written.Unsaid(var why) -> new Nothing(why);
        };
    }
}
