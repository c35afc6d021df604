package dev.opportune.gateway.http.sends;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.gateway.http.KnownApps;
import dev.opportune.gateway.json.Parsed;
import dev.opportune.gateway.send.request.SendRequest;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SendDigestTest {

    /// Every field at its place in the document, and a value for it.
    private static final Map<String, Object> FIELDS = fields();

    @Test
    void white_space_and_the_order_of_members_do_not_matter() {
        var random = new Random(20_261_122);
        String digest = digest(text(FIELDS, new Random(0), false));
        for (int i = 0; i < 500; i++) {
            assertThat(digest(text(FIELDS, random, true))).isEqualTo(digest);
        }
    }

    @Test
    void each_fields_change_and_each_fields_absence_matters() {
        var digests = new HashSet<String>();
        digests.add(digest(text(FIELDS, new Random(0), false)));
        int documents = 1;
        for (var document : variants(FIELDS)) {
            digests.add(digest(text(document, new Random(0), false)));
            documents++;
        }
        assertThat(documents).isGreaterThan(50);
        assertThat(digests).hasSize(documents);
    }

    @Test
    void the_idempotency_key_is_no_part_of_it() {
        var other = new LinkedHashMap<>(FIELDS);
        other.put("idempotency_key", "another");

        assertThat(digest(text(other, new Random(0), false))).isEqualTo(digest(text(FIELDS, new Random(0), false)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'ttl':'PT1H'} | {'ttl':'PT60M'}",
                "{'from':'2026-11-22T12:00:00Z'} | {'from':'2026-11-22T13:00:00.000+01:00'}",
                "{} | {}",
                "{'clock':'user','from':'2026-11-22T12:00'} | {'from':'2026-11-22T12:00:00','clock':'user'}"
            })
    void moments_that_are_the_same_have_the_same_digest(String one, String other) {
        assertThat(digest(moment(one))).isEqualTo(digest(moment(other)));
    }

    @Test
    void the_same_text_in_other_fields_has_another_digest() {
        assertThat(List.of(
                        digest(moment("{'from':'2026-11-22T12:00:00Z'}")),
                        digest(moment("{'until':'2026-11-22T12:00:00Z'}")),
                        digest(moment("{'clock':'user','from':'2026-11-22T12:00:00'}")),
                        digest("{'user':'ab','category':'c','content':{'title':'t'}}"),
                        digest("{'user':'a','category':'bc','content':{'title':'t'}}"),
                        digest("{'user':'ab','category':'c','content':{'body':'t'}}"),
                        digest("{'user':'ab','category':'c','content':{'title':'t','data':{'a':'bc'}}}"),
                        digest("{'user':'ab','category':'c','content':{'title':'t','data':{'ab':'c'}}}"),
                        digest("{'user':'ab','category':'c','content':{'title':'t','ios':{}}}"),
                        digest("{'user':'ab','category':'c','content':{'title':'t','ios':{'sound':'x'}}}"),
                        digest("{'user':'ab','category':'c','content':{'title':'t','sound':'x'}}"),
                        digest("{'user':'ab','category':'c','content':{'title':'t','android':{'sound':'x'}}}"),
                        digest("{'user':'ab','category':'c','content':{'title':'t','title_loc_key':'x'}}"),
                        digest("{'user':'ab','category':'c','content':{'title':'t','body_loc_key':'x'}}"),
                        digest("{'user':'ab','category':'c','content':{'background':true,'data':{'a':'x'}}}"),
                        digest("{'user':'ab','category':'c','content':{'title':'t','data':{'a':'x'}}}"),
                        digest("{'user':'ab','category':'c','content':{'title':'t','android':{}}}")))
                .doesNotHaveDuplicates();
    }

    /// They are kept in Redis while gateways of two versions run.
    @Test
    void a_send_that_says_nothing_new_has_the_digest_that_it_had() {
        assertThat(digest("{'user':'u','category':'c','content':{'title':'t'}}"))
                .isEqualTo("H8oiCn-G2sABtOlbCbTYlvQ3YE37D9QjefUZQ1-9kG8");
        assertThat(digest(
                        "{'user':'u','category':'c','content':{'title':'t','body':'b','action':{'label':'l','link':'x:y'},"
                                + "'image':'https://x.example/','sound':'s','badge':1,'data':{'b':'1','a':'2'},"
                                + "'ios':{'subtitle':'s','interruption':'active','relevance':0.5},'android':{'channel':'o'}},"
                                + "'moment':{'ttl':'PT1H'}}"))
                .isEqualTo("e5KOQw_xN8h-GYxVMEG2_ARdS3J6md2NL5Aivve5WHo");
    }

    private static Map<String, Object> fields() {
        var ios =
                ordered("subtitle", "s", "thread_id", "t", "category", "x", "interruption", "active", "relevance", 0.5);
        var content = ordered("title", "a title", "body", "a body", "image", "https://x.example/", "sound", "default");
        content.put("action", ordered("label", "a label", "link", "shop://x"));
        content.put("badge", 1);
        content.put("data", ordered("sku", "R-1", "size", "L", "tint", "red"));
        content.put("ios", ios);
        content.put("android", ordered("channel", "offers", "color", "#0080ff", "sound", "drops"));
        content.put("title_loc_key", "rain_title");
        content.put("title_loc_args", List.of("a", "b"));
        content.put("body_loc_key", "rain_body");
        content.put("body_loc_args", List.of("c", "d"));
        ios.put("sound", "drops.caf");
        ios.put("mutable_content", true);
        var fields = ordered("user", "u", "category", "c", "campaign", "m", "collapse_key", "k", "ref", "r");
        fields.put("content", content);
        fields.put("moment", ordered("from", "2026-11-22T12:00:00Z", "until", "2026-11-22T13:00:00Z"));
        fields.put(
                "devices", List.of(ordered("app", "i", "device_token", "1"), ordered("app", "a", "device_token", "2")));
        fields.put("idempotency_key", "k");
        return fields;
    }

    /// All documents that differ from this one in one field.
    private static List<Map<String, Object>> variants(Map<String, Object> fields) {
        var variants = new ArrayList<Map<String, Object>>();
        for (var field : fields.entrySet()) {
            String name = field.getKey();
            if (name.equals("idempotency_key")) continue;
            if (!List.of("user", "category", "content", "link", "app", "device_token", "title_loc_key", "body_loc_key")
                    .contains(name)) {
                variants.add(without(fields, name));
            }
            for (Object value : others(name, field.getValue())) {
                var variant = new LinkedHashMap<>(fields);
                variant.put(name, value);
                variants.add(variant);
            }
        }
        return variants;
    }

    private static List<Object> others(String name, Object value) {
        return switch (value) {
            case Map<?, ?> map -> new ArrayList<>(variants(cast(map)));
            case List<?> list -> List.of(list.reversed(), list.subList(0, 1));
            case Boolean _ -> List.of(); // false is what is absent
            case Integer number -> List.of(number + 1);
            case Double number -> List.of(number / 2);
            default ->
                switch (name) {
                    case "interruption" -> List.of("passive", "time_sensitive");
                    case "color" -> List.of("#0080fe");
                    case "from" -> List.of("2026-11-22T12:00:00.001Z");
                    case "until" -> List.of("2026-11-22T13:00:01Z");
                    default -> List.of(value + "x");
                };
        };
    }

    private static Map<String, Object> without(Map<String, Object> fields, String name) {
        var rest = new LinkedHashMap<>(fields);
        rest.remove(name);
        return rest;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> cast(Map<?, ?> map) {
        return (Map<String, Object>) map;
    }

    private static Map<String, Object> ordered(Object... pairs) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) map.put((String) pairs[i], pairs[i + 1]);
        return map;
    }

    private static String text(Object value, Random random, boolean shuffled) {
        String space = shuffled ? " \n\t ".substring(random.nextInt(4)) : "";
        return switch (value) {
            case Map<?, ?> map -> {
                var members = new ArrayList<>(map.entrySet());
                if (shuffled) Collections.shuffle(members, random);
                yield members.stream()
                        .map(it ->
                                space + "'" + it.getKey() + "'" + space + ":" + text(it.getValue(), random, shuffled))
                        .collect(Collectors.joining(",", "{", space + "}"));
            }
            case List<?> list ->
                list.stream()
                        .map(it -> space + text(it, random, shuffled))
                        .collect(Collectors.joining(",", "[", "]" + space));
            case String string -> "'" + string + "'";
            default -> value.toString();
        };
    }

    private static String moment(String moment) {
        return "{'user':'u','category':'c','content':{'title':'t'},'moment':" + moment + "}";
    }

    private static String digest(String json) {
        return switch (SendReader.read(Buffer.buffer(json.replace('\'', '"')), null, new KnownApps(Map.of()))) {
            case Parsed.Valid<SendRequest>(var send) -> send.digest();
            case Parsed.Invalid<SendRequest>(var errors) -> throw new AssertionError(errors + " in " + json);
        };
    }
}
