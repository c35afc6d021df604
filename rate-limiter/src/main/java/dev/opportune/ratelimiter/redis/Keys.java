package dev.opportune.ratelimiter.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.opportune.ratelimiter.SendClass;
import io.lettuce.core.cluster.SlotHash;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/// The keys of `docs/data.md`. Immutable.
public final class Keys {

    private final int partitions;
    private final byte[] meta;
    private final byte[] fleet;
    private final byte[] followers;
    private final byte[] gone;
    private final String home;
    /// By partition: prefix, tag and colon, as every key of the partition begins.
    private final byte[][] heads;

    // By partition, too: what each send names.
    private final byte[][] floors;
    private final byte[][] waiting;
    private final byte[][] zones;
    private final byte[][] events;
    private final byte[][] campaigns;
    private final Map<SendClass, byte[][]> ready = new EnumMap<>(SendClass.class);

    public Keys(String prefix, int partitions) {
        this.partitions = partitions;
        this.meta = (prefix + "meta").getBytes(UTF_8);
        this.fleet = (prefix + "fleet").getBytes(UTF_8);
        this.followers = (prefix + "followers").getBytes(UTF_8);
        this.gone = (prefix + "gone").getBytes(UTF_8);
        this.home = prefix + "{home}:";
        this.heads = new byte[partitions][];
        for (int p = 0; p < partitions; p++) {
            heads[p] = (prefix + "{" + tag(p, partitions) + "}:").getBytes(UTF_8);
        }
        this.floors = ofEach("f");
        this.waiting = ofEach("w");
        this.zones = ofEach("z");
        this.events = ofEach("e");
        this.campaigns = ofEach("c");
        for (var sendClass : SendClass.values()) ready.put(sendClass, ofEach("q" + sendClass.rank()));
    }

    /// The smallest number whose slot lies in the partition's share of the slots, so that partitions
    /// spread evenly.
    public static int tag(int partition, int partitions) {
        int from = (int) ((long) SlotHash.SLOT_COUNT * partition / partitions);
        int to = (int) ((long) SlotHash.SLOT_COUNT * (partition + 1) / partitions);
        for (int tag = 0; ; tag++) {
            int slot = SlotHash.getSlot(Integer.toString(tag));
            if (slot >= from && slot < to) return tag;
        }
    }

    public int partitions() {
        return partitions;
    }

    /// The partition of a user: CRC-16 of the id, as Redis Cluster computes it, mod P.
    public int partitionOf(String user) {
        // A slot is the CRC mod 16384, and P need not divide that: so the CRC itself.
        return io.lettuce.core.codec.CRC16.crc16(user.getBytes(UTF_8)) % partitions;
    }

    public byte[] meta() {
        return meta;
    }

    /// The lanes that are there: of no partition, and so in a slot of its own.
    public byte[] fleet() {
        return fleet;
    }

    /// The gateways that deliver to webhooks: in a slot of its own, as the next.
    public byte[] followers() {
        return followers;
    }

    /// Webhooks whose receiver said that it is gone.
    public byte[] gone() {
        return gone;
    }

    /// Who delivers the partition's events to webhooks, and how far that is.
    public byte[] following(int partition) {
        return key(partition, "g", "");
    }

    public byte[] deadLetters(int partition, String webhook) {
        return key(partition, "y:", webhook);
    }

    /// Dead letters that are to be delivered once more.
    public byte[] lettersAgain(int partition, String webhook) {
        return key(partition, "a:", webhook);
    }

    public byte[] user(int partition, String user) {
        return key(partition, "u:", user);
    }

    /// What `profile.lua` takes.
    ///
    /// @param measured whether a change may count as turning away
    public byte[][] ofProfile(String user, boolean measured) {
        int p = partitionOf(user);
        return measured
                ? new byte[][] {user(p, user), parked(p, user), waiting(p), batch(p), events(p)}
                : new byte[][] {user(p, user), parked(p, user), waiting(p)};
    }

    /// What `device.lua` takes.
    ///
    /// @param measured whether a change may count as turning away
    public byte[][] ofDevices(String user, boolean measured) {
        int p = partitionOf(user);
        return measured
                ? new byte[][] {user(p, user), floors(p), parked(p, user), waiting(p), batch(p), events(p)}
                : new byte[][] {user(p, user), floors(p), parked(p, user), waiting(p)};
    }

    /// What an erased user had refused.
    ///
    /// @param digest of the user's id, which it does not tell
    public byte[] refusals(int partition, String digest) {
        return key(partition, "x:", digest);
    }

    public byte[] history(int partition, String user) {
        return key(partition, "h:", user);
    }

    public byte[] floors(int partition) {
        return floors[partition];
    }

    /// A bucket of the index of device tokens.
    public byte[] owners(int partition, int bucket) {
        return key(partition, "d:", Integer.toString(bucket, Character.MAX_RADIX));
    }

    public byte[] parked(int partition, String user) {
        return key(partition, "p:", user);
    }

    public byte[] send(int partition, String sendId) {
        return key(partition, "s:", sendId);
    }

    public byte[] receipt(int partition, String sendId) {
        return key(partition, "r:", sendId);
    }

    public byte[] idempotency(int partition, String digest) {
        return key(partition, "i:", digest);
    }

    public byte[] waiting(int partition) {
        return waiting[partition];
    }

    public byte[] ready(int partition, SendClass sendClass) {
        return Objects.requireNonNull(ready.get(sendClass))[partition];
    }

    public byte[] zones(int partition) {
        return zones[partition];
    }

    public byte[] events(int partition) {
        return events[partition];
    }

    /// Written by nobody but who tries whether a server writes.
    byte[] tried(int partition) {
        return key(partition, "t", "");
    }

    /// What waits or is ready of each campaign.
    public byte[] campaigns(int partition) {
        return campaigns[partition];
    }

    /// What a partition has counted since it was folded last.
    public byte[] batch(int partition) {
        return key(partition, "b", "");
    }

    /// What of it is being folded.
    public byte[] frozenBatch(int partition) {
        return key(partition, "bf", "");
    }

    /// How far each partition is folded into the home slot.
    public byte[] folded() {
        return home("f");
    }

    /// The tallies of an hour since 1970.
    public byte[] hour(long hour) {
        return home("h:" + hour);
    }

    /// What `label.lua` takes.
    ///
    /// @param day since 1970
    public byte[][] ofLabels(long day) {
        return new byte[][] {home("n"), labelTexts(), home("u"), home("d:" + day)};
    }

    /// Labels by their numbers.
    public byte[] labelTexts() {
        return home("l");
    }

    private byte[] home(String name) {
        return (home + name).getBytes(UTF_8);
    }

    public byte[] quota(int partition, String name) {
        return key(partition, "l:", name);
    }

    private byte[][] ofEach(String kind) {
        var all = new byte[partitions][];
        for (int p = 0; p < partitions; p++) all[p] = key(p, kind, "");
        return all;
    }

    /// @param kind of ASCII
    private byte[] key(int partition, String kind, String name) {
        var head = heads[partition];
        int named = head.length + kind.length();
        var key = Arrays.copyOf(head, named + name.length());
        var _ = writeAscii(kind, key, head.length);
        if (writeAscii(name, key, named)) return key;
        var beyond = name.getBytes(UTF_8);
        key = Arrays.copyOf(key, named + beyond.length);
        System.arraycopy(beyond, 0, key, named, beyond.length);
        return key;
    }

    /// False: it is not ASCII.
    private static boolean writeAscii(String text, byte[] into, int at) {
        char all = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            into[at + i] = (byte) c;
            all |= c;
        }
        return all < 0x80;
    }
}
