package dev.opportune.connectors.wire;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Whether an app's provider can be reached, from all lanes together: an outage is when none of them has had a
/// connection for [#PATIENCE] though they tried. Thread-safe; touched when connections come and go alone.
public final class Reach {

    /// Longer than a provider takes to replace a connection, short enough to be told within most moments.
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String provider;
    private final Endpoint endpoint;
    private final Egress egress;
    private final LongSupplier nanoTime;

    private int open;
    private boolean trying;
    private long tryingSinceNanos;
    private @Nullable String cause;

    /// Of the present stretch without a connection, so that it is asked for once.
    private boolean askedForIssuer;

    private @Nullable String issuer;

    /// @param provider its name, as it stands in a sentence
    public Reach(String provider, Endpoint endpoint, Egress egress) {
        this(provider, endpoint, egress, System::nanoTime);
    }

    Reach(String provider, Endpoint endpoint, Egress egress, LongSupplier nanoTime) {
        this.provider = provider;
        this.endpoint = endpoint;
        this.egress = egress;
        this.nanoTime = nanoTime;
    }

    /// Why none of the app's messages can go out, a plain sentence; null while there is no outage.
    public synchronized @Nullable String outage() {
        String why = cause;
        if (open > 0 || why == null || nanoTime.getAsLong() - tryingSinceNanos < PATIENCE.toNanos()) return null;
        Proxy proxy = egress.proxyTo(endpoint);
        return "no connection to " + provider + " at " + endpoint
                + (proxy == null ? "" : " through the proxy " + proxy) + ": " + why
                + (issuer == null ? "" : " (issuer: " + issuer + ")");
    }

    /// A connection is about to be opened.
    synchronized void tries() {
        if (open > 0 || trying) return;
        trying = true;
        tryingSinceNanos = nanoTime.getAsLong();
    }

    synchronized void opened() {
        open++;
        trying = false;
        cause = null;
        issuer = null;
        askedForIssuer = false;
    }

    /// A connection that was open takes nothing more.
    synchronized void ended() {
        open--;
    }

    /// A connection did not open.
    synchronized void couldNotOpen(ConnectFailure failure) {
        cause = egress.proxyTo(endpoint) == null ? failure.words() : failure.wordsThroughProxy();
        if (!failure.isDistrust()) {
            issuer = null;
        } else if (!askedForIssuer) {
            askedForIssuer = true;
            Thread.ofVirtual().name("issuer").start(() -> learnIssuer(PeerIssuer.of(endpoint, egress)));
        }
    }

    private synchronized void learnIssuer(@Nullable String name) {
        if (askedForIssuer) issuer = name;
    }
}
