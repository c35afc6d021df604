package dev.opportune.ratelimiter.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MergePatchTest {

    /// The examples of RFC 7396, appendix A, that are about objects.
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"a":"b"}             | {"a":"c"}                   | {"a":"c"}
            {"a":"b"}             | {"b":"c"}                   | {"a":"b","b":"c"}
            {"a":"b"}             | {"a":null}                  | {}
            {"a":"b","b":"c"}     | {"a":null}                  | {"b":"c"}
            {"a":["b"]}           | {"a":"c"}                   | {"a":"c"}
            {"a":"c"}             | {"a":["b"]}                 | {"a":["b"]}
            {"a":{"b":"c"}}       | {"a":{"b":"d","c":null}}    | {"a":{"b":"d"}}
            {"a":[{"b":"c"}]}     | {"a":[1]}                   | {"a":[1]}
            {"e":null}            | {"a":1}                     | {"e":null,"a":1}
            {}                    | {"a":{"bb":{"ccc":null}}}   | {"a":{"bb":{}}}
            {"a":[]}              | {"a":{"b":1}}               | {"a":{"b":1}}
            """)
    void the_examples_of_the_rfc_hold(String target, String patch, String result) {
        assertThat(MergePatch.apply(target, patch)).isEqualTo(result);
    }

    @Test
    void nothing_is_an_empty_object() {
        assertThat(MergePatch.apply(null, "{\"a\":{\"b\":null}}")).isEqualTo("{\"a\":{}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"n\":123456789012345678901234567890}",
                "{\"n\":0.1000}",
                "{\"n\":1E+400}",
                "{\"n\":[],\"m\":{}}",
                "{\"n\":\"ü😀\"}"
            })
    void what_a_patch_does_not_name_stays_as_it_is(String target) {
        assertThat(MergePatch.apply(target, "{\"gone\":null}")).isEqualTo(target);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "null", "", "{", "{} {}"})
    void a_patch_that_is_no_object_is_refused(String patch) {
        assertThatIllegalArgumentException().isThrownBy(() -> MergePatch.apply("{}", patch));
    }
}
