package dev.opportune.gateway.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonInTest {

    private static final Shape SHAPE = Shape.of("absent", "inner", "number");

    /// Only some objects have a member that is null, and most are deeper than any of a send's.
    @Test
    void what_an_object_had_is_known_at_every_depth() {
        for (int depth = 1; depth <= JsonIn.MAX_DEPTH; depth++) {
            var json = "{\"number\":1,\"inner\":{\"absent\":null,\"inner\":".repeat(depth / 2)
                    + (depth % 2 == 0 ? "null" : "{\"number\":1}")
                    + "}}".repeat(depth / 2);
            assertThat(JsonIn.read(Buffer.buffer(json), JsonInTest::depth)).isEqualTo(new Parsed.Valid<>(depth));
        }
    }

    @Test
    void a_document_is_read_where_it_lies_among_other_bytes() {
        var text = "{\"number\":1,\"inner\":{}}";
        var around = Buffer.buffer("\u00e4[").appendString(text).appendString("}\u00e4");
        int from = 3;
        var lying = around.slice(from, from + text.length());
        var inNoArray = BufferInternal.buffer(Unpooled.directBuffer().writeBytes(lying.getBytes()));

        for (var json : List.of(Buffer.buffer(text), lying, inNoArray)) {
            assertThat(JsonIn.read(json, in -> {
                        int outer = in.startByte();
                        int depth = depth(in);
                        return List.of(outer, in.endByte(), depth);
                    }))
                    .isEqualTo(new Parsed.Valid<>(List.of(0, text.length(), 2)));
        }
        assertThat(JsonIn.read(around.slice(from, around.length()), JsonInTest::depth))
                .isInstanceOf(Parsed.Invalid.class);
    }

    /// How many objects lie in one another.
    private static int depth(JsonIn in) throws IOException {
        if (!in.beginObject()) return 0;
        int inner = 0;
        boolean hasNumber = false;
        boolean hasInner = false;
        for (String name = in.nextMember(SHAPE); name != null; name = in.nextMember(SHAPE)) {
            switch (name) {
                case "inner" -> {
                    inner = depth(in);
                    hasInner = true;
                }
                case "number" -> hasNumber = in.integer(1, 1) != null;
                default -> throw new AssertionError(name);
            }
        }
        assertThat(in.had(SHAPE, "absent")).isFalse();
        assertThat(in.had(SHAPE, "number")).isEqualTo(hasNumber);
        assertThat(in.had(SHAPE, "inner")).isEqualTo(hasInner);
        return inner + 1;
    }
}
