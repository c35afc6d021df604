package dev.opportune.gateway;

import static dev.opportune.gateway.GatewayFixture.iosToken;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.ibm.icu.text.DateFormat;
import com.ibm.icu.text.MessageFormat;
import com.ibm.icu.util.Currency;
import com.ibm.icu.util.CurrencyAmount;
import com.ibm.icu.util.TimeZone;
import com.ibm.icu.util.ULocale;
import dev.opportune.gateway.send.limit.SendLimits;
import dev.opportune.simulator.record.Provider;
import dev.opportune.templates.TemplateFolder;
import dev.opportune.templates.Templates;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Generated users, from their profile to the phone: each push is JSON, fits, and says what ICU's own MessageFormat
/// says.
class WrittenWordsIT {

    private static final String POLICY = """
            version: "1"
            categories:
              news: {class: promotional, quiet_hours: ignore, consent: none, ttl: PT1H}
            """;

    private static final Map<String, String> TITLES = Map.of(
            "en", "{name}, from {price, number, currency}",
            "de", "{name}, ab {price, number, currency}",
            "ar", "{name}، من {price, number, currency}");

    private static final Map<String, String> BODIES = Map.of(
            "en",
            "{points, plural, =0 {No points} one {# point} other {# points}} until {until, date, long}: {name} {name} {name}",
            "de",
            "{points, plural, =0 {Keine Punkte} one {# Punkt} other {# Punkte}} bis {until, date, long}: {name} {name} {name}",
            "ar",
            "{points, plural, =0 {لا نقاط} one {# نقطة} two {# نقطتان} few {# نقاط} many {# نقطة} other {# نقطة}} {until, date, long}: {name} {name} {name}");

    private static final Map<String, String> STRANGERS = Map.of("en", "there", "de", "du", "ar", "صديق");

    private static final List<String> LOCALES = List.of(
            "en", "en-GB", "en-IN", "de", "de-AT", "de-CH", "ar", "ar-EG", "ar-AE", "he", "fr-CA", "zh-Hant-TW", "nb");

    private static final List<String> ZONES =
            List.of("UTC", "Europe/Berlin", "Pacific/Auckland", "America/St_Johns", "Asia/Kolkata");

    private static final String FAMILY = "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67";

    private static final List<String> PIECES = List.of(
            "Zoë",
            FAMILY,
            "\uD83C\uDDE9\uD83C\uDDEA",
            "e\u0301\u0302",
            "\"",
            "\\",
            "}",
            "{name}",
            "'{",
            "''",
            "${x}",
            "%s",
            "</script>",
            "\n",
            "\t",
            "\u0007",
            "\u2028",
            "\u202E",
            "\u2066",
            "\u2069",
            "\u200F",
            "\u200D",
            " ",
            "שלום",
            "سلام",
            "名前",
            "\",\"aps\":{}",
            "\\u0022",
            "#",
            "|",
            "\uFEFF",
            "\uFFFF");

    /// As people see them, by the JDK's own rules.
    private static final Pattern CHARACTER = Pattern.compile("\\X");

    private static final int USERS = Integer.getInteger("opportune.values", 200);
    private static final long SEED = Long.getLong("opportune.seed", 1);
    private static final Instant UNTIL = Instant.parse("2026-12-31T23:30:00Z");

    /// Takes what is JSON to the letter, each member once.
    private static final ObjectMapper STRICT = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final AtomicReference<Templates> IN_FORCE = new AtomicReference<>(Templates.NONE);

    @RegisterExtension
    private static final GatewayFixture gateway =
            GatewayFixture.withTemplates(POLICY, SendLimits.DEFAULT, IN_FORCE::get);

    private final SplittableRandom random = new SplittableRandom(SEED);

    /// Somebody, as generated.
    private record User(
            String name,
            @Nullable String locale,
            String zone,
            Map<String, @Nullable Object> attributes,
            String price,
            String currency) {}

    @Test
    void every_push_is_json_fits_and_says_what_icus_own_format_says(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("sale.yaml"), template());
        IN_FORCE.set(TemplateFolder.read(folder));
        await().untilAsserted(() -> {
            for (int i = 0; i < 8; i++) {
                assertThat(gateway.post(send(user(0), "nobody")).statusCode()).isNotEqualTo(422);
            }
        });
        var sent = new LinkedHashMap<String, User>();
        for (int i = 0; i < USERS; i++) {
            var user = user(i);
            register(user);
            sent.put(gateway.send(202, send(user, user.name)).path("send_id").asText(), user);
        }
        int shortened = 0;
        for (var entry : sent.entrySet()) {
            var user = entry.getValue();
            var receipt = gateway.awaitState(entry.getKey(), "accepted");
            var ios = pushed(iosToken(user.name));
            var android = pushed("and-" + user.name);
            holds(user, ios.at("/aps/alert/title"), ios.at("/aps/alert/body"), ios.path("name"));
            holds(
                    user,
                    android.at("/message/notification/title"),
                    android.at("/message/notification/body"),
                    android.at("/message/data/name"));
            for (var delivery : receipt.path("deliveries")) {
                assertThat(delivery.path("locale").asText()).isEqualTo(language(user));
                if (delivery.path("shortened").asBoolean()) shortened++;
            }
        }
        assertThat(shortened).isBetween(USERS / 20, 2 * USERS - 1);
    }

    /// The simulators refuse what has more than 4096 bytes on the wire. What they have written down may have others:
    /// theirs
    /// are counted as the text is, without escapes that nobody needs.
    private static JsonNode pushed(String deviceToken) throws Exception {
        var pushes = gateway.pushesTo(deviceToken);
        assertThat(pushes).hasSize(1);
        var push = pushes.getFirst();
        assertThat(push.status()).isEqualTo(200);
        var payload = STRICT.readTree(push.payload());
        if (push.provider() == Provider.APNS) {
            assertThat(payload.toString().getBytes(UTF_8).length)
                    .as(push.payload())
                    .isLessThanOrEqualTo(4096);
        }
        return payload;
    }

    /// What is shortened is the beginning of the whole, and ends whole characters.
    private static void holds(User user, JsonNode title, JsonNode body, JsonNode data) {
        var as = "seed %d: %s".formatted(SEED, user);
        var language = language(user);
        assertThat(title.asText()).as(as).isEqualTo(written(TITLES.get(language), user, true));
        assertThat(data.asText()).as(as).isEqualTo(written("{name}", user, false));
        var whole = written(BODIES.get(language), user, true);
        if (!body.asText().endsWith("…")) {
            assertThat(body.asText()).as(as).isEqualTo(whole);
            return;
        }
        var kept = body.asText().replaceAll("\u2069?…$", "");
        assertThat(whole).as(as).startsWith(kept).hasSizeGreaterThan(kept.length());
        assertThat(CHARACTER.matcher(whole).results().map(MatchResult::end))
                .as(as)
                .contains(kept.length());
    }

    // ---- The second rendering ----

    private static String written(String message, User user, boolean isolates) {
        var language = language(user);
        var locale = user.locale;
        boolean ofRegion =
                locale != null && ULocale.forLanguageTag(locale).getLanguage().equals(language);
        var format = new MessageFormat(message, ULocale.forLanguageTag(ofRegion ? locale : language));
        for (var part : format.getFormats()) {
            if (part instanceof DateFormat dates) dates.setTimeZone(TimeZone.getTimeZone(user.zone));
        }
        var values = new HashMap<String, Object>();
        var name = cleaned(user.attributes.get("name"));
        if (name == null) name = STRANGERS.get(language);
        values.put("name", isolates && runsAgainst(name, language) ? '\u2068' + name + '\u2069' : name);
        values.put("points", user.attributes.get("points") instanceof Integer points ? points : 0);
        values.put("price", new CurrencyAmount(new BigDecimal(user.price), Currency.getInstance(user.currency)));
        values.put("until", Date.from(UNTIL));
        return format.format(values);
    }

    private static String language(User user) {
        if (user.locale == null) return "en";
        var spoken = user.locale.substring(0, 2);
        return TITLES.containsKey(spoken) ? spoken : "en";
    }

    private static @Nullable String cleaned(@Nullable Object value) {
        if (value instanceof Boolean || value instanceof Integer) return value.toString();
        if (!(value instanceof String text)) return null;
        var clean = text.replaceAll("[\u202A-\u202E\u2066-\u2069]", "").replaceAll("[\\p{Cc}\u2028\u2029]", " ");
        return clean.replaceAll("[\\s\\p{Z}\\p{Cf}]", "").isEmpty() ? null : clean;
    }

    /// Whether it has a letter of the other direction.
    private static boolean runsAgainst(String text, String language) {
        return text.codePoints()
                .map(Character::getDirectionality)
                .anyMatch(it -> language.equals("ar")
                        ? it == Character.DIRECTIONALITY_LEFT_TO_RIGHT
                        : it == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                                || it == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC);
    }

    // ---- What is generated ----

    private User user(int number) {
        var attributes = new LinkedHashMap<String, @Nullable Object>();
        if (random.nextInt(8) > 0) attributes.put("name", name());
        if (random.nextInt(8) > 0) attributes.put("points", one(List.of(0, 1, 2, 5, 11, 1_234_567, "many", true)));
        if (random.nextInt(8) == 0) attributes.put("price", "{price}");
        return new User(
                "u-" + number,
                random.nextInt(8) == 0 ? null : one(LOCALES),
                one(ZONES),
                attributes,
                one(List.of("0.5", "39.90", "1234567.89", "-3")),
                one(List.of("EUR", "USD", "JPY", "KWD")));
    }

    private @Nullable Object name() {
        return switch (random.nextInt(10)) {
            case 0 -> one(List.of(7, true, List.of("a"), Map.of("b", "c"), "", " \u200B\n"));
            case 1 -> null;
            case 2, 3 -> pieces(850);
            default -> pieces(1 + random.nextInt(40));
        };
    }

    private String pieces(int leastBytes) {
        var text = new StringBuilder();
        while (text.toString().getBytes(UTF_8).length < leastBytes) text.append(one(PIECES));
        return text.toString();
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static String template() {
        var text = new ArrayList<>(List.of(
                "id: sale",
                "version: \"1\"",
                "arguments:",
                "  name: {from: user.name, or: {en: there, de: du, ar: صديق}}",
                "  points: {from: user.points, type: number, or: {en: 0, de: 0, ar: 0}}",
                "  price: {from: params.price, type: money}",
                "  until: {from: params.until, type: date}",
                "default_locale: en",
                "locales:"));
        TITLES.forEach((locale, title) -> text.add("  %s: {title: \"%s\", body: \"%s\", data: {name: \"{name}\"}}"
                .formatted(locale, title, BODIES.get(locale))));
        return String.join("\n", text) + "\n";
    }

    private static void register(User user) throws Exception {
        var profile = new LinkedHashMap<String, @Nullable Object>();
        if (user.locale != null) profile.put("locale", user.locale);
        profile.put("timezone", user.zone);
        profile.put("attributes", user.attributes);
        put("", user, 200, STRICT.writeValueAsString(profile));
        put("/devices/phone", user, 201, device("shop-ios", iosToken(user.name)));
        put("/devices/tablet", user, 201, device("shop-android", "and-" + user.name));
    }

    private static String device(String app, String token) {
        return "{\"app\":\"%s\",\"device_token\":\"%s\"}".formatted(app, token);
    }

    private static void put(String path, User user, int status, String body) throws Exception {
        var answer = gateway.call("PUT", "/v1/users/" + user.name + path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    }

    private static String send(User user, String name) {
        return """
                {"user":"%s","category":"news","template":{"id":"sale","params":{
                 "price":{"value":"%s","currency":"%s"},"until":"%s"}}}""".formatted(name, user.price, user.currency, UNTIL);
    }
}
