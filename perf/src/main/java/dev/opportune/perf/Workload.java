package dev.opportune.perf;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The users and the sends of the *Steady* run. Of 100 sends 78 reach a provider: 30 an iPhone, 30 an Android phone and
/// 18 both; 6 come in somebody's quiet hours, 5 were refused by their user, 5 go to users whose cap is soon full, 4 are
/// replays of a send shortly before, and 2 are bad.
///
/// @param users how many users there are
/// @param run begins every key, so that runs do not meet
public record Workload(int users, String run) {

    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("HH:mm");
    private static final int REPLAYED_WITHIN = 500;

    public Workload {
        if (users < 100) throw new IllegalArgumentException("users: " + users + " (expected: >= 100)");
    }

    /// Who is sent to, and what becomes of it.
    public enum Kind {
        IPHONE(30),
        ANDROID(30),
        BOTH(18),
        QUIET(6),
        REFUSED(5),
        CAPPED(5),
        REPLAY(4),
        BAD(2);

        private final int percent;

        Kind(int percent) {
            this.percent = percent;
        }

        public boolean isReached() {
            return this == IPHONE || this == ANDROID || this == BOTH;
        }
    }

    /// One request.
    ///
    /// @param key its idempotency key
    public record Send(Kind kind, String key, String body) {}

    /// The lines of the import that makes the users.
    ///
    /// @param now lies in the quiet hours of those who have them, and for hours to come
    public Stream<String> imports(Instant now) {
        return Stream.of(Kind.values())
                .filter(kind -> kind != Kind.REPLAY && kind != Kind.BAD)
                .flatMap(kind -> IntStream.range(0, usersOf(kind)).mapToObj(i -> user(kind, i, now)));
    }

    /// The send of this number; the same number gives the same send.
    public Send send(long number) {
        var random = new SplittableRandom(number);
        var kind = kind(random.nextInt(100));
        return switch (kind) {
            case REPLAY -> replay(number, random);
            case BAD -> new Send(kind, key(number), bad(number, random));
            case IPHONE, ANDROID, BOTH, QUIET, REFUSED, CAPPED ->
                new Send(kind, key(number), body(kind, number, random));
        };
    }

    private Send replay(long number, SplittableRandom random) {
        for (long before = number - 1 - random.nextInt(REPLAYED_WITHIN); before >= 0; before--) {
            var send = send(before);
            if (send.kind.isReached()) return new Send(Kind.REPLAY, send.key, send.body);
        }
        return new Send(Kind.IPHONE, key(number), body(Kind.IPHONE, number, random));
    }

    private String body(Kind kind, long number, SplittableRandom random) {
        return """
                {"user":"%s","category":"%s","campaign":"steady","idempotency_key":"%s","ref":"%d",\
                "content":{"title":"Raincoats, one hour only","body":"30 %% off while it pours, in your shop around the \
                corner","action":{"label":"Shop now","link":"shop://sale/raincoats"},"sound":"default",\
                "data":{"sku":"R-%d"}}}""".formatted(
                name(kind, random.nextInt(usersOf(kind))), category(kind, random), key(number), number, number % 997);
    }

    private String bad(long number, SplittableRandom random) {
        String good = body(Kind.IPHONE, number, random);
        return switch (random.nextInt(3)) {
            case 0 -> good.replace("\"campaign\"", "\"compaign\"");
            case 1 -> good.replaceFirst("\"category\":\"[^\"]*\"", "\"category\":\"nobody-knows\"");
            default -> good.substring(0, good.length() / 2);
        };
    }

    private static String category(Kind kind, SplittableRandom random) {
        if (kind == Kind.CAPPED) return "once-a-day";
        if (!kind.isReached()) return "flash-sale";
        int draw = random.nextInt(10);
        return draw < 4 ? "order-status" : draw < 8 ? "flash-sale" : "storm-alert";
    }

    private String user(Kind kind, int number, Instant now) {
        String name = name(kind, number);
        var more = switch (kind) {
            case QUIET -> ",\"quiet_hours\":\"" + hour(now, -1) + '-' + hour(now, 6) + '"';
            case REFUSED -> ",\"preferences\":{\"promotional\":\"refused\"}";
            case IPHONE, ANDROID, BOTH, CAPPED, REPLAY, BAD -> "";
        };
        var iphone = Devices.iphone(name);
        var android = Devices.android(name);
        var devices = switch (kind) {
            case ANDROID -> android;
            case BOTH -> iphone + ',' + android;
            case IPHONE, QUIET, REFUSED, CAPPED, REPLAY, BAD -> iphone;
        };
        return "{\"user\":\"" + name + "\",\"timezone\":\"UTC\"" + more + ",\"devices\":[" + devices + "]}";
    }

    private int usersOf(Kind kind) {
        // Few, so that their caps are soon full.
        return Math.max(1, kind == Kind.CAPPED ? users / 100 : users * kind.percent / 100);
    }

    private static Kind kind(int draw) {
        int left = draw;
        for (var kind : Kind.values()) {
            left -= kind.percent;
            if (left < 0) return kind;
        }
        throw new IllegalArgumentException("draw: " + draw + " (expected: 0 to 99)");
    }

    private String name(Kind kind, int number) {
        return "steady-" + kind.name().toLowerCase(Locale.ROOT) + '-' + number;
    }

    private String key(long number) {
        return run + '-' + number;
    }

    private static String hour(Instant now, int hours) {
        return MINUTE.format(now.atOffset(ZoneOffset.UTC).plusHours(hours));
    }
}
