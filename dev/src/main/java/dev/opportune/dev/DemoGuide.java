package dev.opportune.dev;

/// What `dev` prints: what listens where, and `curl` lines that work as they stand.
final class DemoGuide {

    private DemoGuide() {}

    /// The text for these ports.
    static String text(DevPorts ports) {
        return """
                Opportune is up, on loopback, without keys:

                  gateway     http://127.0.0.1:%1$d
                  admin       http://127.0.0.1:%2$d   /metrics /livez /readyz
                  simulators  http://127.0.0.1:%3$d   what APNs (port %4$d) and FCM (port %5$d) received, and their script
                  ingest      http://127.0.0.1:%7$d   where the app's devices report what they did with pushes
                  redis       redis://127.0.0.1:%6$d

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

                # What an SRE sees:
                curl -s http://127.0.0.1:%2$d/metrics | grep ^opportune

                Ctrl-C ends it and leaves nothing behind.
                """.formatted(
                        ports.gateway(),
                        ports.admin(),
                        ports.control(),
                        ports.apns(),
                        ports.fcm(),
                        ports.redis(),
                        ports.ingest());
    }
}
