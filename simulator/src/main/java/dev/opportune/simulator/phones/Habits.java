package dev.opportune.simulator.phones;

import java.time.Duration;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// What people do with pushes: of those that came so many are received (their phone says so), of all so many opened,
/// some time later; of the opened ones so many are clicked and so many end in a purchase; of the others so many are
/// dismissed.
///
/// @param word what is better liked when a push shows it; null: nothing is
/// @param opensWithin half of those that open do it within that time
/// @param purchase what is bought
public record Habits(
        double received,
        double opened,
        Duration opensWithin,
        Duration opensWithin99,
        double clicked,
        double dismissed,
        double converted,
        @Nullable Word word,
        Purchase purchase) {

    /// A standard normal variable is below that in 99 of 100 cases.
    private static final double NORMAL_99 = 2.326;

    /// What people would rather see.
    ///
    /// @param text in a push's title or body, letter for letter
    /// @param opened the share of such pushes that is opened, in the place of the others'
    public record Word(String text, double opened) {

        public Word {
            if (text.isEmpty()) throw new IllegalArgumentException("word: empty (expected: a text)");
            share("word_opened", opened);
        }
    }

    /// What is bought.
    ///
    /// @param name of the conversion
    /// @param value decimal, such as `19.90`
    /// @param currency ISO 4217
    public record Purchase(String name, String value, String currency) {}

    public Habits {
        share("received", received);
        share("opened", opened);
        share("clicked", clicked);
        share("dismissed", dismissed);
        share("converted", converted);
        if (opensWithin.isNegative() || opensWithin99.compareTo(opensWithin) < 0) {
            throw new IllegalArgumentException("opens_p99: " + opensWithin99 + " (expected: at least opens_p50)");
        }
    }

    private static void share(String name, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(name + ": " + share + " (expected: 0 to 1)");
        }
    }

    /// What is done with one push.
    ///
    /// @param after how long after it came it is opened, or dismissed
    record Course(
            boolean received, boolean opened, boolean clicked, boolean dismissed, boolean converted, Duration after) {}

    /// The same for equal seeds.
    ///
    /// @param shown the push's title and body
    Course course(long seed, String shown) {
        var random = new SplittableRandom(seed);
        boolean receives = random.nextDouble() < received;
        boolean opens = random.nextDouble() < opened(shown);
        boolean clicks = random.nextDouble() < clicked;
        boolean dismisses = random.nextDouble() < dismissed;
        boolean converts = random.nextDouble() < converted;
        return new Course(receives, opens, opens && clicks, !opens && dismisses, opens && converts, delay(random));
    }

    private double opened(String shown) {
        return word != null && shown.contains(word.text()) ? word.opened() : opened;
    }

    /// Log-normal with that median and 99th percentile.
    private Duration delay(SplittableRandom random) {
        double median = Math.max(1e-3, opensWithin.toMillis() / 1e3);
        double sigma = Math.log(Math.max(1, opensWithin99.toMillis() / 1e3 / median)) / NORMAL_99;
        return Duration.ofMillis((long) (1e3 * median * Math.exp(sigma * random.nextGaussian())));
    }
}
