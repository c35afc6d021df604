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
///
/// @param named whether they have a name and a locale, for templates
record Crowd(int users, boolean named, SplittableRandom random) {

    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("HH:00");

    /// Of a side with this name sends have a template.
    private static final String TEMPLATE = "template";

    Crowd(int users, boolean named) {
        this(users, named, new SplittableRandom(7));
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

    private String user(String name, String quiet, String device) {
        String words = named ? "\"locale\":\"de-DE\",\"attributes\":{\"first_name\":\"Ada\",\"tier\":\"gold\"}," : "";
        return "{\"user\":\"" + name + "\"," + words + "\"timezone\":\"" + ZONE + "\",\"quiet_hours\":\"" + quiet
                + "\",\"devices\":[" + device + "]}";
    }

    /// The same for every side but for the user and the category.
    Content send(Side side, long number) {
        String user = name(side.device(), random.nextInt(users / 2));
        return new Content(
                Long.toString(number),
                side.category(),
                "{\"user\":\"" + user + "\",\"category\":\"" + side.category() + "\",\"ref\":\"7\","
                        + (side.name().equals(TEMPLATE) ? FROM_TEMPLATE : CONTENT),
                false);
    }

    private static final String FROM_TEMPLATE = "\"template\":{\"id\":\"rain-sale\","
            + "\"params\":{\"price\":{\"value\":\"39.90\",\"currency\":\"EUR\"}}}}";

    private static final String CONTENT = "\"content\":{\"title\":\"Raincoats, one hour only\","
            + "\"body\":\"30 % off while it pours, in your shop around the corner\","
            + "\"action\":{\"label\":\"Shop now\",\"link\":\"shop://sale/raincoats\"},"
            + "\"sound\":\"default\"}}";

    private static String name(String device, int number) {
        return device + '-' + number;
    }
}
