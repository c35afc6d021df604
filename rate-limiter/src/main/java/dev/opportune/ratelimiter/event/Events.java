package dev.opportune.ratelimiter.event;

import io.vertx.core.Future;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What happened, for callers to read on from where they were: each event at least once, those of a user in order, as
/// long as they are kept. Futures fail with [StorageUnavailableException] when storage does not answer.
public interface Events {

    /// What a reader is given.
    sealed interface Answer permits Page, NoCursor {}

    /// Some events, and the cursor of what follows them.
    record Page(List<Event> events, String cursor) implements Answer {}

    /// What was said to be a cursor is none.
    record NoCursor(String why) implements Answer {}

    /// Reads on, without waiting for anything to happen.
    ///
    /// @param after the cursor of an answer; null: from the oldest event that is kept
    /// @param most events at most
    /// @param mayBeTold of which alone the reader is told; the cursor goes past the others, and so may move though
    ///     there is nothing to tell
    Future<Answer> read(@Nullable String after, int most, Predicate<Event> mayBeTold);

    /// Of which each look asks every one.
    int partitions();

    /// As many characters as a cursor has at most.
    static int maxCursorChars(int partitions) {
        return EventCursor.maxChars(partitions);
    }
}
