package dev.opportune.ratelimiter.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.User;
import dev.opportune.ratelimiter.fixture.GeneratedUsers;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.msgpack.core.MessagePack;

class UserCodecTest {

    private static final User NOBODY = new User(
            new User.Profile(null, null, null, null, null), List.of(), new User.Preferences(null, Map.of(), Map.of()));

    @Test
    void a_packed_user_is_read_as_it_was() throws IOException {
        var users = new GeneratedUsers(42);
        for (int i = 0; i < 2_000; i++) {
            var user = users.next();
            assertThat(UserCodec.read(GeneratedUsers.packed(user), "")).isEqualTo(user);
        }
    }

    @Test
    void an_empty_map_is_a_user_of_whom_nothing_is_known() {
        assertThat(UserCodec.read(new byte[] {(byte) 0x80}, "")).isEqualTo(NOBODY);
    }

    @Test
    void what_later_releases_keep_of_a_device_is_passed_over() throws IOException {
        try (var packer = MessagePack.newDefaultBufferPacker()) {
            packer.packMapHeader(1).packString("d").packArrayHeader(1).packArrayHeader(10);
            packer.packString("id")
                    .packString("app")
                    .packString("\0device-token")
                    .packInt(5);
            packer.packLong(1000)
                    .packString("")
                    .packString("why")
                    .packLong(2000)
                    .packString("mark")
                    .packString("new");
            var device =
                    UserCodec.read(packer.toByteArray(), "other mark").devices().getFirst();
            assertThat(device.permission()).isEqualTo(User.Permission.PROVISIONAL);
            assertThat(device.quarantine()).isEqualTo(new User.Quarantine("why", Instant.ofEpochMilli(2000)));
        }
    }

    @Test
    void members_that_the_gates_alone_or_later_releases_know_are_passed_over() throws IOException {
        try (var packer = MessagePack.newDefaultBufferPacker()) {
            packer.packMapHeader(3).packString("dz").packString("UTC");
            packer.packString("new")
                    .packArrayHeader(1)
                    .packMapHeader(1)
                    .packInt(1)
                    .packInt(2);
            packer.packString("lo").packString("de");
            assertThat(UserCodec.read(packer.toByteArray(), "").profile().locale())
                    .isEqualTo("de");
        }
    }
}
