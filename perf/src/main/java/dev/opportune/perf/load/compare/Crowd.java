package dev.opportune.perf.load.compare;

import dev.opportune.perf.Devices;
import dev.opportune.perf.load.Content;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The users of a comparison, one device each, half of them iPhones; so many that few have had more
/// than a dozen sends in the end. All have quiet hours, hours from now.
record Crowd(int users, SplittableRandom random) {

    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("HH:00");

    Crowd(int users) {
        this(users, new SplittableRandom(7));
    }

    Stream<String> imports() {
        var now = Instant.now().atZone(ZONE);
        String quiet = HOUR.format(now.plusHours(6)) + '-' + HOUR.format(now.plusHours(14));
        return IntStream.range(0, users / 2)
                .boxed()
                .flatMap(i -> Stream.of(
                        user(name("iphone", i), quiet, Devices.iphone(name("iphone", i))),
                        user(name("android", i), quiet, Devices.android(name("android", i)))));
    }

    private static String user(String name, String quiet, String device) {
        return "{\"user\":\"" + name + "\",\"timezone\":\"" + ZONE + "\",\"quiet_hours\":\"" + quiet
                + "\",\"devices\":[" + device + "]}";
    }

    /// The same for every side but for the user and the category.
    Content send(Side side, long number) {
        String user = name(side.device(), random.nextInt(users / 2));
        return new Content(
                Long.toString(number),
                side.category(),
                "{\"user\":\"" + user + "\",\"category\":\"" + side.category() + "\",\"ref\":\"7\","
                        + "\"content\":{\"title\":\"Raincoats, one hour only\","
                        + "\"body\":\"30 % off while it pours, in your shop around the corner\","
                        + "\"action\":{\"label\":\"Shop now\",\"link\":\"shop://sale/raincoats\"},"
                        + "\"sound\":\"default\"}}",
                false);
    }

    private static String name(String device, int number) {
        return device + '-' + number;
    }
}
