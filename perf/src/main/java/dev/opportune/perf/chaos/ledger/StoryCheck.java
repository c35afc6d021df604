package dev.opportune.perf.chaos.ledger;

import dev.opportune.perf.chaos.load.Answer;
import dev.opportune.perf.chaos.load.Story;
import java.util.List;
import java.util.Objects;

/// What a caller was told of one send, against what became of it.
final class StoryCheck {

    private final Lives lives;
    private final Differences differences;

    StoryCheck(Lives lives, Differences differences) {
        this.lives = lives;
        this.differences = differences;
    }

    /// What the caller knows in the end: `admitted`, `deferred`, `suppressed`, `refused` or `unknown`.
    static String verdict(Story story) {
        return story.decided()
                .map(it -> Objects.requireNonNull(it.told().decision()))
                .orElseGet(() -> story.isRefused() ? "refused" : "unknown");
    }

    void check(Story story) {
        story.answers().stream()
                .filter(it -> !it.isDecided() && !it.isRefused() && !it.isUnknown())
                .forEach(it -> differences.add(Rule.SENSIBLE, story.send().key() + ": " + it.told()));
        var begun = lives.of(story.send().key()).stream().filter(Life::began).toList();
        if (begun.size() > 1) {
            differences.add(
                    Rule.ONE_LIFE,
                    story.send().key() + ": sends "
                            + begun.stream().map(Life::sendId).toList());
        }
        switch (verdict(story)) {
            case "admitted", "deferred" -> accepted(story, story.decided().orElseThrow(), begun);
            case "unknown" -> begun.forEach(this::ended);
            default ->
                begun.forEach(it -> differences.add(
                        Rule.NOTHING_TAKEN,
                        it.sendId() + ": told " + verdict(story) + ", ends " + it.ends() + ", pushes " + it.pushes()));
        }
    }

    private void accepted(Story story, Answer answer, List<Life> begun) {
        String sendId = answer.told().sendId();
        var own = begun.stream().filter(it -> it.sendId().equals(sendId)).findFirst();
        if (own.isPresent()) {
            ended(own.get());
        } else if (begun.isEmpty()) {
            differences.add(Rule.ACCOUNTED, sendId + ": told " + answer.told().decision() + " at " + answer.at());
        } else {
            differences.add(
                    Rule.ONE_LIFE,
                    story.send().key() + ": told " + sendId + ", and what lived was "
                            + begun.stream().map(Life::sendId).toList());
        }
    }

    private void ended(Life life) {
        if (life.ends().size() == 1) return;
        differences.add(Rule.ONE_END, life.sendId() + ": ends " + life.ends() + ", pushes " + life.pushes());
    }
}
