package dev.opportune.dev;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Locale;

/// What `dev` prints: what listens where, and lines for a shell that work as they stand.
final class DemoGuide {

    /// So many make a verdict: of the calm arm's about 950 one in ten buys, of the other's one in four.
    private static final int CROWD = 2_000;

    /// What half of an experiment's users are told, and the other half.
    private static final String VARIANTS = """
            "experiment":"rain-copy","variants":{"calm":{"content":{"title":"Raincoats","body":"From 39.90 while it pours"}},\
            "urgent":{"template":{"id":"rain-hour","params":{"price":{"value":"39.90","currency":"EUR"}}}}}""";

    private DemoGuide() {}

    /// The text for these ports.
    ///
    /// @param files where configuration, policy and template are
    /// @param noon a time zone in which it is noon, where the crowd lives
    static String text(DevPorts ports, Path files, ZoneId noon) {
        return String.format(
                Locale.ROOT, // digits that a shell can read
                """
                Opportune is up, on loopback, without keys:

                  gateway     http://127.0.0.1:%1$d
                  admin       http://127.0.0.1:%2$d   /metrics /livez /readyz
                  simulators  http://127.0.0.1:%3$d   what APNs (port %4$d) and FCM (port %5$d) received, and their script
                  ingest      http://127.0.0.1:%7$d   where the app's devices report what they did with pushes
                  redis       redis://127.0.0.1:%6$d
                  files       %8$s   gateway.yaml, policy.yaml, templates: what you change there is in force a few seconds later

                ada has an iPhone, ben an Android, cleo both; where dan lives it is early morning; eve refused promotions.

                # A send that is pushed to both of cleo's devices:
                curl -s http://127.0.0.1:%1$d/v1/sends -H 'Content-Type: application/json' -d '{"user":"cleo","category":"flash-sale","content":{"title":"Raincoats, one hour only","body":"30 %% off while it pours"}}'

                # The same again hits its cap of one an hour:
                curl -s http://127.0.0.1:%1$d/v1/sends -H 'Content-Type: application/json' -d '{"user":"cleo","category":"flash-sale","content":{"title":"Raincoats, one hour only"}}'

                # Dan's quiet hours end at 8 in the morning; this waits until then:
                curl -s http://127.0.0.1:%1$d/v1/sends -H 'Content-Type: application/json' -d '{"user":"dan","category":"order-status","content":{"title":"Your order is on its way"}}'

                # A dry run tells what every gate says of eve, and changes nothing:
                curl -s 'http://127.0.0.1:%1$d/v1/sends?dry_run=true' -H 'Content-Type: application/json' -d '{"user":"eve","category":"flash-sale","content":{"title":"Raincoats"}}'

                # A send and its receipt, with the provider's id:
                curl -s http://127.0.0.1:%1$d$(curl -s -o /dev/null -D - http://127.0.0.1:%1$d/v1/sends -H 'Content-Type: application/json' -d '{"user":"ada","category":"storm-alert","content":{"title":"Storm in 20 minutes"}}' | tr -d '\\r' | sed -n 's/^[Ll]ocation: //p')

                # What the simulators received, one push a line:
                curl -s http://127.0.0.1:%3$d/pushes

                # The latest push of a sale is opened, as the app on its phone reports it by the proof that the push carried:
                curl -s http://127.0.0.1:%7$d/v1/interactions -H 'Content-Type: application/json' -d "$(curl -s http://127.0.0.1:%3$d/pushes | tr -d '\\\\' | sed -n 's/.*"send_id":"\\([^"]*\\)".*"proof":"\\([^"]*\\)".*/{"type":"opened","send_id":"\\1","proof":"\\2"}/p' | tail -n 1)"

                # What became of the sales, ten seconds later (rates are shown from ten users on):
                curl -s "http://127.0.0.1:%1$d/v1/reports?by=category&from=$(date -u +%%Y-%%m-%%dT00:00:00Z)&to=$(date -u +%%Y-%%m-%%dT%%H:%%M:%%SZ)"

                # By a template, in the user's language: ben reads German (ada English; ?dry_run=true shows the words and sends nothing):
                curl -s http://127.0.0.1:%1$d/v1/sends -H 'Content-Type: application/json' -d '{"user":"ben","category":"flash-sale","template":{"id":"rain-hour","params":{"price":{"value":"39.90","currency":"EUR"}}}}'

                # An experiment: half of the users read calm words, half the template's, 5 %% nothing. Which words sell?
                curl -s http://127.0.0.1:%1$d/v1/sends -H 'Content-Type: application/json' -d '{"user":"ada","category":"flash-sale",%10$s}'

                # Phones, whose people buy a half of what they open, and open more of what says "hour"; %11$,d users; a send to each:
                curl -s http://127.0.0.1:%3$d/behaviour/phones -d '{"ingest":"http://127.0.0.1:%7$d","api":"http://127.0.0.1:%1$d","received":0.9,"opened":0.2,"word":"hour","word_opened":0.5,"opens_p50":"PT8S","opens_p99":"PT30S","clicked":0.4,"dismissed":0.1,"converted":0.5}'
                seq %11$d | sed 's|.*|{"user":"u&","timezone":"%9$s","devices":[{"device_id":"phone","app":"shop-android","device_token":"u&-android"}]}|' | curl -s http://127.0.0.1:%1$d/v1/users -H 'Content-Type: application/x-ndjson' --data-binary @-
                seq %11$d | sed 's|.*|{"user":"u&","category":"flash-sale",%10$s}|' | curl -s -X POST -T - http://127.0.0.1:%1$d/v1/sends -H 'Content-Type: application/x-ndjson' -H 'Prefer: return=minimal' | tail -n 1

                # Its verdict: "not yet", and within a minute that one arm is better (as a page: ./opportune report --url http://127.0.0.1:%1$d --experiment rain-copy --html rain-copy.html):
                curl -s http://127.0.0.1:%1$d/v1/experiments/rain-copy

                # What an SRE sees:
                curl -s http://127.0.0.1:%2$d/metrics | grep ^opportune

                Ctrl-C ends it and leaves nothing behind.
                """,
                ports.gateway(),
                ports.admin(),
                ports.control(),
                ports.apns(),
                ports.fcm(),
                ports.redis(),
                ports.ingest(),
                files,
                noon,
                VARIANTS,
                CROWD);
    }
}
