package dev.opportune.engagement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.engagement.Draft.Checked;
import dev.opportune.engagement.Draft.Reporter;
import dev.opportune.engagement.Draft.Wrong;
import dev.opportune.engagement.Interaction.Kind;
import dev.opportune.engagement.Interaction.Platform;
import dev.opportune.engagement.Interaction.Whose;
import java.time.Instant;
import java.util.Currency;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DraftTest {

    private static final Reporter BACKEND = new Reporter(false, null, null, Set.of("purchase", "signup"));
    private static final Reporter APP = new Reporter(true, Platform.IOS, null, Set.of("purchase"));
    private static final String SEND = "2a-01jdc5q8m0zy4x2w9v7t6s5r3q";

    @Test
    void an_app_reports_by_proof_and_its_key_tells_the_platform() {
        assertThat(ofSend("received", "proof", null, null, "2026-11-28T12:00:03+01:00")
                        .check(APP))
                .isEqualTo(new Checked.Valid(new Interaction.OfSend(
                        Kind.RECEIVED,
                        SEND,
                        new Whose.Proof("proof"),
                        Platform.IOS,
                        Instant.parse("2026-11-28T11:00:03Z"))));
    }

    @Test
    void a_backend_may_say_whose_send_it_was() {
        assertThat(ofSend("opened", null, "u-1", null, null).check(BACKEND))
                .isEqualTo(new Checked.Valid(
                        new Interaction.OfSend(Kind.OPENED, SEND, new Whose.User("u-1"), null, null)));
    }

    @Test
    void what_is_wrong_is_told_by_pointer() {
        assertThat(pointers(ofSend("opend", "p", "u", "windows", "yesterday"), BACKEND))
                .containsExactlyInAnyOrder("/type", "/user", "/platform", "/at");
        assertThat(pointers(ofSend("received", null, "u", null, null), BACKEND)).containsExactly("/platform");
        assertThat(pointers(ofSend("opened", "p", "u", "android", null), APP))
                .containsExactlyInAnyOrder("/user", "/platform");
        assertThat(pointers(ofSend("opened", null, null, null, null), APP)).containsExactly("/proof");
        assertThat(pointers(new Draft("opened", null, "p", null, null, null, "purchase", "1", "1", "EUR"), APP))
                .containsExactlyInAnyOrder("/send_id", "/name", "/id", "/value", "/currency");
        assertThat(pointers(ofSend("opened", null, "u\n", null, null), BACKEND)).containsExactly("/user");
    }

    @Test
    void a_conversion_has_a_declared_name_an_id_and_a_value_with_its_currency() {
        assertThat(conversion("purchase", "order-1", "12.50", "EUR").check(BACKEND))
                .isEqualTo(new Checked.Valid(new Interaction.Conversion(
                        "u-1",
                        "purchase",
                        "order-1",
                        new Money(125_000, Currency.getInstance("EUR")),
                        null,
                        null,
                        null)));
        assertThat(pointers(conversion("purchases", "", "12,50", "Euro"), BACKEND))
                .containsExactlyInAnyOrder("/name", "/id", "/value", "/currency");
        assertThat(pointers(conversion("signup", "1", "1", null), BACKEND)).containsExactly("/currency");
        assertThat(pointers(conversion("signup", "1", null, "EUR"), BACKEND)).containsExactly("/value");
    }

    @Test
    void an_app_reports_no_conversions() {
        assertThat(pointers(conversion("purchase", "1", null, null), APP)).containsExactly("/type");
    }

    private static Draft ofSend(
            String type,
            @Nullable String proof,
            @Nullable String user,
            @Nullable String platform,
            @Nullable String at) {
        return new Draft(type, SEND, proof, user, platform, at, null, null, null, null);
    }

    private static Draft conversion(String name, String id, @Nullable String value, @Nullable String currency) {
        return new Draft("converted", null, null, "u-1", null, null, name, id, value, currency);
    }

    private static java.util.List<String> pointers(Draft draft, Reporter by) {
        return ((Checked.Invalid) draft.check(by))
                .errors().stream().map(Wrong::pointer).toList();
    }
}
