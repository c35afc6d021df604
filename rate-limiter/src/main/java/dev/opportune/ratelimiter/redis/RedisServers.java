package dev.opportune.ratelimiter.redis;

import java.net.URI;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Where Redis is: one server, one whose whereabouts sentinels know, or a cluster. `toString` is for people.
public sealed interface RedisServers {

    /// Sentinels or nodes of a cluster that a configuration names.
    int MAX_NAMED = 100;

    /// Whether connections speak TLS.
    boolean tls();

    /// Where to look at first.
    List<NodeAddress> first();

    /// What is known before anybody was asked.
    default SlotTable table() {
        return SlotTable.of(first().getFirst());
    }

    /// One server.
    ///
    /// @param uri `redis://host:port` or `rediss://host:port`, with an optional `/database`
    record Single(URI uri) implements RedisServers {

        private static final String EXPECTED = "redis://host:port or rediss://host:port";

        public Single {
            checkScheme("uri", uri, EXPECTED);
        }

        @Override
        public boolean tls() {
            return "rediss".equals(uri.getScheme());
        }

        @Override
        public List<NodeAddress> first() {
            return List.of(NodeAddress.of(uri));
        }

        @Override
        public String toString() {
            return uri.toString();
        }
    }

    /// The server that sentinels call the master of this name, whichever it is.
    record Sentinels(List<NodeAddress> sentinels, String master, boolean tls) implements RedisServers {

        static final int DEFAULT_PORT = 26379;
        private static final String EXPECTED = "redis-sentinel://host:port,host:port/master-name";
        private static final Pattern HOST_AND_PORT = Pattern.compile("([A-Za-z0-9._-]+)(?::([0-9]{1,5}))?");

        public Sentinels {
            sentinels = List.copyOf(sentinels);
        }

        private static Sentinels of(URI uri) {
            var master = uri.getPath() == null ? "" : uri.getPath().replaceFirst("/", "");
            if (uri.getAuthority() == null || !master.matches("[A-Za-z0-9._-]+")) throw wrong(uri);
            var sentinels = Arrays.stream(uri.getAuthority().split(",", -1))
                    .map(text -> {
                        var found = HOST_AND_PORT.matcher(text);
                        if (!found.matches()) throw wrong(uri);
                        var port = found.group(2);
                        return new NodeAddress(found.group(1), port == null ? DEFAULT_PORT : Integer.parseInt(port));
                    })
                    .toList();
            if (sentinels.size() > MAX_NAMED) throw wrong(uri);
            return new Sentinels(sentinels, master, "rediss-sentinel".equals(uri.getScheme()));
        }

        private static IllegalArgumentException wrong(URI uri) {
            return new IllegalArgumentException("uri: " + uri + " (expected: " + EXPECTED + ")");
        }

        @Override
        public List<NodeAddress> first() {
            return List.of(new NodeAddress(master, 0));
        }

        @Override
        public String toString() {
            var hosts = sentinels.stream().map(NodeAddress::toString).collect(Collectors.joining(","));
            return (tls ? "rediss" : "redis") + "-sentinel://" + hosts + "/" + master;
        }
    }

    /// A Redis or Valkey Cluster.
    ///
    /// @param uris of some of its nodes, `redis://host:port` or `rediss://host:port`; one that answers is enough
    record Cluster(List<URI> uris) implements RedisServers {

        private static final String EXPECTED = "a list of redis://host:port, or of rediss://host:port";

        public Cluster {
            uris = List.copyOf(uris);
            if (uris.isEmpty() || uris.size() > MAX_NAMED) {
                throw new IllegalArgumentException(
                        "uris: " + uris.size() + " of them (expected: 1 to " + MAX_NAMED + ")");
            }
            for (var uri : uris) {
                checkScheme("uris", uri, EXPECTED);
                if (!Set.of("", "/", "/0").contains(uri.getPath())) {
                    throw new IllegalArgumentException("uris: " + uri + " (expected: no database but 0)");
                }
            }
            if (new HashSet<>(uris.stream().map(URI::getScheme).toList()).size() > 1) {
                throw new IllegalArgumentException("uris: " + uris + " (expected: " + EXPECTED + ")");
            }
        }

        @Override
        public boolean tls() {
            return "rediss".equals(uris.getFirst().getScheme());
        }

        @Override
        public List<NodeAddress> first() {
            return uris.stream().map(NodeAddress::of).toList();
        }

        @Override
        public SlotTable table() {
            return SlotTable.EMPTY;
        }

        @Override
        public String toString() {
            return uris.stream().map(URI::toString).collect(Collectors.joining(", "));
        }
    }

    /// What `redis.uri` says.
    static RedisServers of(URI uri) {
        return uri.getScheme() != null && uri.getScheme().endsWith("-sentinel") ? Sentinels.of(uri) : new Single(uri);
    }

    private static void checkScheme(String key, URI uri, String expected) {
        if (!"redis".equals(uri.getScheme()) && !"rediss".equals(uri.getScheme())) {
            throw new IllegalArgumentException(key + ": " + uri + " (expected: " + expected + ")");
        }
        if (uri.getHost() == null || uri.getUserInfo() != null) {
            throw new IllegalArgumentException(
                    key + ": (expected: a host, and username and password in settings of their own)");
        }
    }
}
