package dev.opportune.perf.phones;

import dev.opportune.perf.Devices;
import dev.opportune.perf.chaos.load.Send;
import dev.opportune.perf.chaos.load.Source;
import java.time.Instant;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// One send to each user, by turns of the categories of `perf/phones.yaml`: so a conversion is due to the one send that
/// its user had. One user in five has not granted what `snow` needs.
///
/// @param most how many sends, and users
record Campaign(int most) implements Source {

    private static final String[] CATEGORIES = {"rain", "sun", "snow"};

    /// The category of a send, by its user.
    static String categoryOf(String user) {
        return CATEGORIES[Integer.parseInt(user.substring(user.indexOf('-') + 1)) % CATEGORIES.length];
    }

    /// The lines of the import that makes the users.
    Stream<String> imports() {
        return IntStream.range(0, most).mapToObj(Campaign::user);
    }

    @Override
    public Send send(int number, Instant now) {
        var user = "u-" + number;
        return new Send(Send.Kind.ORDER, user, "phones-" + number, """
                {"user":"%1$s","category":"%2$s","campaign":"phones","idempotency_key":"phones-%3$d","ref":"phones-%3$d",\
                "content":{"title":"Raincoats, one hour only","body":"30 %% off while it pours","data":{"user":"%1$s"}}}""".formatted(user, categoryOf(user), number));
    }

    private static String user(int number) {
        var name = "u-" + number;
        var devices = switch (number % 4) {
            case 0, 1 -> Devices.iphone(name);
            case 2 -> Devices.android(name);
            default -> Devices.iphone(name) + ',' + Devices.android(name);
        };
        var choice = number % 5 == 0 ? "" : ",\"preferences\":{\"promotional\":\"granted\"}";
        return "{\"user\":\"" + name + "\",\"timezone\":\"UTC\"" + choice + ",\"devices\":[" + devices + "]}";
    }
}
