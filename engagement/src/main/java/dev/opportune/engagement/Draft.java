package dev.opportune.engagement;

import dev.opportune.engagement.Interaction.Kind;
import dev.opportune.engagement.Interaction.Platform;
import dev.opportune.engagement.Interaction.Whose;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// An interaction as it came in: its members as texts, null where there is none. Held to the rules by [#check].
public record Draft(
        @Nullable String type,
        @Nullable String sendId,
        @Nullable String proof,
        @Nullable String user,
        @Nullable String platform,
        @Nullable String at,
        @Nullable String name,
        @Nullable String id,
        @Nullable String value,
        @Nullable String currency) {

    public static final int MOST_ID_BYTES = 128;
    public static final int MOST_PROOF_CHARACTERS = 256;
    public static final int MOST_SEND_ID_CHARACTERS = 40;

    static final String CONVERTED = "converted";

    /// Who reports.
    ///
    /// @param isApp an app with an ingest key: by proof alone, and no conversions
    /// @param platform of all of the app's devices; null: the reporter says it
    /// @param unsaid the platform that counts where the reporter does not say it; null: none
    /// @param conversions the declared names
    public record Reporter(
            boolean isApp,
            @Nullable Platform platform,
            @Nullable Platform unsaid,
            Set<String> conversions) {

        /// A service, which says all.
        public static Reporter backend(Set<String> conversions) {
            return new Reporter(false, null, null, conversions);
        }
    }

    /// One member that is wrong.
    ///
    /// @param pointer RFC 6901
    /// @param detail what was expected, in words
    public record Wrong(String pointer, String detail) {}

    /// What came of it.
    public sealed interface Checked {
        record Valid(Interaction interaction) implements Checked {}

        record Invalid(List<Wrong> errors) implements Checked {}
    }

    public Checked check(Reporter by) {
        var wrong = new ArrayList<Wrong>();
        var interaction = CONVERTED.equals(type) ? conversion(by, wrong) : ofSend(by, wrong);
        return wrong.isEmpty() && interaction != null
                ? new Checked.Valid(interaction)
                : new Checked.Invalid(List.copyOf(wrong));
    }

    private @Nullable Interaction ofSend(Reporter by, List<Wrong> wrong) {
        var kind = kind(by, wrong);
        var when = at(wrong);
        requireText("/send_id", sendId, MOST_SEND_ID_CHARACTERS, wrong);
        unless(name == null, "/name", "only of a conversion", wrong);
        unless(id == null, "/id", "only of a conversion", wrong);
        unless(value == null, "/value", "only of a conversion", wrong);
        unless(currency == null, "/currency", "only of a conversion", wrong);
        var whose = whose(by, wrong);
        var device = platform(by, kind, wrong);
        if (kind == null || sendId == null || whose == null) return null;
        return new Interaction.OfSend(kind, sendId, whose, device, when);
    }

    private @Nullable Kind kind(Reporter by, List<Wrong> wrong) {
        for (var kind : Kind.values()) if (kind.word().equals(type)) return kind;
        wrong.add(new Wrong(
                "/type", "expected received, opened, clicked or dismissed" + (by.isApp ? "" : ", or converted")));
        return null;
    }

    private @Nullable Whose whose(Reporter by, List<Wrong> wrong) {
        if (by.isApp) {
            unless(user == null, "/user", "an app says by its proof whose it is", wrong);
            requireText("/proof", proof, MOST_PROOF_CHARACTERS, wrong);
            return proof == null ? null : new Whose.Proof(proof);
        }
        if ((proof == null) == (user == null)) {
            wrong.add(new Wrong("/user", "expected either user or proof"));
            return null;
        }
        if (proof != null) {
            requireText("/proof", proof, MOST_PROOF_CHARACTERS, wrong);
            return new Whose.Proof(proof);
        }
        requireText("/user", user, MOST_ID_BYTES, wrong);
        return user == null ? null : new Whose.User(user);
    }

    private @Nullable Platform platform(Reporter by, @Nullable Kind kind, List<Wrong> wrong) {
        if (by.platform != null) {
            unless(
                    platform == null || platform.equals(by.platform.word()),
                    "/platform",
                    "the key's app is another",
                    wrong);
            return by.platform;
        }
        if (platform == null && by.unsaid != null) return by.unsaid;
        for (var known : Platform.values()) if (known.word().equals(platform)) return known;
        unless(platform == null, "/platform", "expected ios or android", wrong);
        unless(kind != Kind.RECEIVED, "/platform", "expected ios or android, since it was received", wrong);
        return null;
    }

    private @Nullable Interaction conversion(Reporter by, List<Wrong> wrong) {
        unless(!by.isApp, "/type", "an app reports no conversions (expected: a backend does)", wrong);
        requireText("/user", user, MOST_ID_BYTES, wrong);
        requireText("/id", id, MOST_ID_BYTES, wrong);
        unless(platform == null, "/platform", "only of a send", wrong);
        if (proof != null) requireText("/proof", proof, MOST_PROOF_CHARACTERS, wrong);
        if ((proof == null) != (sendId == null)) {
            wrong.add(new Wrong(proof == null ? "/proof" : "/send_id", "expected both proof and send_id, or neither"));
        }
        if (name == null || !by.conversions.contains(name)) {
            wrong.add(new Wrong(
                    "/name",
                    by.conversions.isEmpty()
                            ? "expected a declared conversion, and engagement.conversions declares none"
                            : "expected a declared conversion, one of "
                                    + String.join(", ", new TreeSet<>(by.conversions))));
        }
        var money = money(wrong);
        var when = at(wrong);
        if (!wrong.isEmpty() || user == null || id == null || name == null) return null;
        return new Interaction.Conversion(user, name, id, money, sendId, proof, when);
    }

    private @Nullable Money money(List<Wrong> wrong) {
        if (value == null && currency == null) return null;
        if (value == null || currency == null) {
            wrong.add(
                    new Wrong(value == null ? "/value" : "/currency", "expected both value and currency, or neither"));
            return null;
        }
        Long amount = null;
        Currency unit = null;
        try {
            amount = Money.amount(value);
        } catch (IllegalArgumentException e) {
            wrong.add(new Wrong("/value", String.valueOf(e.getMessage())));
        }
        try {
            unit = Money.currencyOf(currency);
        } catch (IllegalArgumentException e) {
            wrong.add(new Wrong("/currency", String.valueOf(e.getMessage())));
        }
        return amount == null || unit == null ? null : new Money(amount, unit);
    }

    private @Nullable Instant at(List<Wrong> wrong) {
        if (at == null) return null;
        try {
            return OffsetDateTime.parse(at).toInstant();
        } catch (DateTimeException _) {
            wrong.add(new Wrong("/at", "expected an instant by RFC 3339, such as 2026-11-28T12:00:03Z"));
            return null;
        }
    }

    private static void requireText(String pointer, @Nullable String text, int most, List<Wrong> wrong) {
        if (text == null
                || text.isEmpty()
                || Utf8.bytes(text) > most
                || text.chars().anyMatch(Character::isISOControl)) {
            wrong.add(new Wrong(pointer, "expected 1 to " + most + " bytes without control characters"));
        }
    }

    private static void unless(boolean right, String pointer, String detail, List<Wrong> wrong) {
        if (!right) wrong.add(new Wrong(pointer, detail));
    }
}
