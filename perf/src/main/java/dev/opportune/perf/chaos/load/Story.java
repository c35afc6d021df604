package dev.opportune.perf.chaos.load;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What the caller of one send was told, try by try.
///
/// @param begun when it was to go, which is when its caller begins to wait
public record Story(Send send, Instant begun, List<Answer> answers) {

    public Story {
        answers = List.copyOf(answers);
    }

    /// The answer with a decision; there is at most one, since the caller asks no more.
    public Optional<Answer> decided() {
        return answers.stream().filter(Answer::isDecided).findFirst();
    }

    /// Every send id that the caller was told, in whatever answer.
    public Set<String> sendIds() {
        return answers.stream()
                .map(it -> it.told().sendId())
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    /// Whether the caller knows that nothing was taken.
    public boolean isRefused() {
        return answers.stream().allMatch(Answer::isRefused);
    }

    /// How long the caller has waited.
    public Duration waited() {
        return answers.isEmpty()
                ? Duration.ZERO
                : Duration.between(begun, answers.getLast().at());
    }
}
