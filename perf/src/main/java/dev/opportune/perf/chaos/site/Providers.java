package dev.opportune.perf.chaos.site;

import java.io.IOException;
import java.net.URI;

/// Both simulators, by their control port.
public final class Providers {

    private final URI control;

    Providers(URI control) {
        this.control = control;
    }

    /// Has one of the simulators' verbs done.
    ///
    /// @param fields JSON
    public void behave(String verb, String fields) throws IOException, InterruptedException {
        var answer = Http.post(control.resolve("/behaviour/" + verb).toString(), fields);
        if (answer.statusCode() >= 300) throw new IOException(verb + " " + fields + ": " + answer.body());
    }

    /// Answers take a while, as real ones do: so something is always on the wire.
    public void takeTheirTime() throws IOException, InterruptedException {
        for (var provider : new String[] {"apns", "fcm"}) {
            behave("latency", "{\"provider\":\"" + provider + "\",\"p50\":\"PT0.04S\",\"p99\":\"PT0.4S\"}");
        }
    }

    /// Nothing that was scripted goes on; they still take their time.
    public void behaveNormally() throws IOException, InterruptedException {
        Http.delete(control.resolve("/behaviour").toString());
        takeTheirTime();
    }

    public URI control() {
        return control;
    }
}
