package dev.opportune.gateway.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonSyntaxTest {

    private static final long SEED = 20_261_128;
    private static final int ROUNDS = 20_000;
    private static final List<String> DOCUMENTS = List.of(
            "{'user':'zoë','n':[1,-2.5e+3,0.0E0,[],{}],'b':{'x':true,'y':false,'z':null}}",
            " [ 'a\\u00e9\\n\\/' , {'':''} ]\r\n\t",
            "{'a':{'b':{'c':['🌧',0,10,-0,1e2]}}}");
    private static final List<String> PIECES = List.of(
            "{", "}", "[", "]", "\"", "'", ":", ",", "\\", "\\u12", "0", "01", "-", "+", ".", "e", "E1", " ", "\n",
            "\t", "\u0000", "\u001f", "null", "nul", "NaN", "true", "True", "/", "//", "#", "ä", "🌧", "\u00a0");

    @Test
    void a_fault_is_said_in_plain_words_with_its_place() {
        assertThat(fault("{'a':1,}")).isEqualTo("\"}\" at byte 7 (expected: a name in double quotes)");
        assertThat(fault("{'a':1 'b':2}")).isEqualTo("\"\"\" at byte 7 (expected: a comma or \"}\")");
        assertThat(fault("[1;2]")).isEqualTo("\";\" at byte 2 (expected: a comma or \"]\")");
        assertThat(fault("{'a' 1}")).isEqualTo("\"1\" at byte 5 (expected: a colon)");
        assertThat(fault("{a:1}")).isEqualTo("\"a\" at byte 1 (expected: a name in double quotes)");
        assertThat(fault("{'a':NaN}")).startsWith("\"N\" at byte 5 (expected: a value: an object, ");
        assertThat(fault("{'a':+1}")).startsWith("\"+\" at byte 5 (expected: a value: ");
        assertThat(fault("{'a':.5}")).startsWith("\".\" at byte 5 (expected: a value: ");
        assertThat(fault("{'a':5.}")).isEqualTo("\"}\" at byte 7 (expected: a digit)");
        assertThat(fault("{'a':1e}")).isEqualTo("\"}\" at byte 7 (expected: a digit)");
        assertThat(fault("[007]")).isEqualTo("\"0\" at byte 2 (expected: no digit after a zero in front)");
        assertThat(fault("[nil]")).startsWith("\"n\" at byte 1 (expected: a value: an object, ");
        assertThat(fault("not json")).startsWith("\"n\" at byte 0 (expected: a value: an object, ");
        assertThat(fault("['a\nb']")).isEqualTo("U+000A at byte 3 (expected: \\u000a within a string)");
        assertThat(fault("['\\x41']"))
                .isEqualTo("\"x\" at byte 3 (expected: \", \\, /, b, f, n, r, t or u after a backslash)");
        assertThat(fault("['\\u00g0']")).isEqualTo("\"g\" at byte 6 (expected: four hexadecimal digits after \\u)");
        assertThat(fault("{'a':'b")).isEqualTo("the end at byte 7 (expected: the rest of a string)");
        assertThat(fault("{'a':{'b':1}")).isEqualTo("the end at byte 12 (expected: a comma or \"}\")");
        assertThat(fault("{} {}")).isEqualTo("more after the end at byte 3 (expected: nothing)");
        assertThat(fault("['ä',🌧]")).startsWith("\"🌧\" at byte 6 (expected: a value: ");
    }

    @Test
    void where_there_are_lines_the_place_is_also_told_as_editors_count() {
        assertThat(fault("{\n  'käse': 1,\r\n  'b' = 2\n}"))
                .isEqualTo("\"=\" at byte 23, line 3, column 7 (expected: a colon)");
    }

    @Test
    void of_what_may_be_a_secret_no_more_than_a_character_is_shown() {
        assertThat(fault("{'device_token': t0psecret}")).doesNotContain("t0").contains("\"t\" at byte 17");
    }

    @Test
    void a_fault_is_found_just_where_the_parser_finds_one() {
        var random = new Random(SEED);
        int bad = 0;
        for (int i = 0; i < ROUNDS; i++) {
            var text = new StringBuilder(json(DOCUMENTS.get(random.nextInt(DOCUMENTS.size()))));
            for (int j = random.nextInt(3); j > 0; j--) {
                int at = random.nextInt(text.length() + 1);
                if (random.nextBoolean()) text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(3)));
                else text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
            }
            boolean isGood = isGood(text.toString());
            if (!isGood) bad++;
            String fault = JsonSyntax.fault(text.toString().getBytes(StandardCharsets.UTF_8));
            assertThat(fault == null)
                    .as("seed %d, round %d: %s: %s", SEED, i, text, fault)
                    .isEqualTo(isGood);
        }
        assertThat(bad).isBetween(ROUNDS / 4, ROUNDS * 3 / 4);
    }

    private static boolean isGood(String text) {
        // As bytes, since half a pair of surrogates becomes "?" in them.
        try (var parser = new JsonFactory().createParser(text.getBytes(StandardCharsets.UTF_8))) {
            int depth = 0;
            int values = 0;
            for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isStructStart()) depth++;
                if (token.isStructEnd()) depth--;
                if (depth == 0 && token != JsonToken.FIELD_NAME) values++;
            }
            return values == 1;
        } catch (JsonProcessingException e) {
            return false;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String fault(String json) {
        return JsonSyntax.fault(json(json).getBytes(StandardCharsets.UTF_8));
    }

    private static String json(String quotedSingly) {
        return quotedSingly.replace('\'', '"');
    }
}
