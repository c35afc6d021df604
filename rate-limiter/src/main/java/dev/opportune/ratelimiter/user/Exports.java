package dev.opportune.ratelimiter.user;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.User;
import dev.opportune.ratelimiter.redis.Storage;
import dev.opportune.ratelimiter.send.StoredSend;
import dev.opportune.ratelimiter.send.Touched;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Reads all that is stored of a user. Not one instant's view: each key is read by itself. Confined to the lane.
final class Exports {

    private static final User NOBODY = new User(
            new User.Profile(null, null, null, null, null), List.of(), new User.Preferences(null, Map.of(), Map.of()));

    private final Storage redis;
    private final Supplier<String> settings;

    /// @param settings the marks of the settings that the apps have now
    Exports(Storage redis, Supplier<String> settings) {
        this.redis = redis;
        this.settings = settings;
    }

    Future<List<PreferenceChange>> history(String user) {
        var key = redis.keys().history(redis.keys().partitionOf(user), user);
        return redis.plain()
                .list(key)
                .map(found -> found.stream().map(PreferenceChange::read).toList());
    }

    Future<Optional<UserExport>> export(String user) {
        var keys = redis.keys();
        int p = keys.partitionOf(user);
        var person = redis.plain().get(keys.user(p, user));
        var history = history(user);
        var waitingCount = redis.plain().size(keys.parked(p, user));
        var waiting = redis.plain()
                .some(keys.parked(p, user), Users.MAX_EXPORTED_SENDS)
                .compose(ids -> sends(p, ids));
        return Future.all(person, history, waitingCount, waiting).map(_ -> {
            var stored = person.result();
            if (stored.isEmpty() && waitingCount.result() == 0) return Optional.empty();
            var found = stored.map(Person::read).orElseGet(() -> Person.NONE);
            return Optional.of(new UserExport(
                    found.packedUser()
                            .map(packed -> UserCodec.read(packed, settings.get()))
                            .orElse(NOBODY),
                    found.packedUser().map(UserCodec::deviceZone).orElse(null),
                    history.result(),
                    found.counts(),
                    found.touches(),
                    found.conversions().stream().map(Person.Conversion::at).toList(),
                    found.enrolments(),
                    waiting.result(),
                    waitingCount.result()));
        });
    }

    /// What is known of one send by the user's key.
    Future<Optional<Reported>> reported(String user, String sendId) {
        var keys = redis.keys();
        int digest = ByteBuffer.wrap(Touched.digest(sendId)).getInt();
        return redis.plain().get(keys.user(keys.partitionOf(user), user)).map(stored -> {
            var found = stored.map(Person::read).orElse(Person.NONE);
            return found.touches().stream()
                    .filter(touch -> touch.sendDigest() == digest)
                    .findFirst()
                    .map(touch -> new Reported(
                            touch,
                            found.conversions().stream()
                                    .filter(it -> it.sendDigest() == digest)
                                    .map(Person.Conversion::at)
                                    .toList()));
        });
    }

    /// Those of these sends that still wait.
    private Future<List<StoredSend>> sends(int p, List<byte[]> ids) {
        if (ids.isEmpty()) return Future.succeededFuture(List.of());
        var sendIds = ids.stream().map(id -> new String(id, UTF_8)).sorted().toList();
        var names = sendIds.stream().map(id -> redis.keys().send(p, id)).toArray(byte[][]::new);
        return redis.plain().getAll(names).map(found -> {
            var sends = new ArrayList<StoredSend>();
            for (int i = 0; i < found.size(); i++) {
                var sendId = sendIds.get(i);
                found.get(i).ifPresent(packed -> sends.add(StoredSend.read(sendId, packed)));
            }
            return sends.stream()
                    .filter(send -> send.state() != SendState.DISPATCHING)
                    .toList();
        });
    }
}
