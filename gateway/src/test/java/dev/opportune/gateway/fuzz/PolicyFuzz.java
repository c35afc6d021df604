package dev.opportune.gateway.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.opportune.ratelimiter.policy.PolicyException;
import dev.opportune.ratelimiter.policy.PolicyFile;
import dev.opportune.ratelimiter.policy.PolicySummary;
import java.nio.charset.StandardCharsets;

/// Whatever stands in a policy file is a policy or is refused, and what is taken is what a second reader finds there.
final class PolicyFuzz {

    @FuzzTest
    void fuzz(byte[] text) {
        check(text);
    }

    static void check(byte[] bytes) {
        var text = new String(bytes, StandardCharsets.UTF_8);
        try {
            var policy = PolicyFile.parse(text, "policy.yaml");
            var tree = Yaml.tree(text);
            assertThat(policy.version()).as(text).isEqualTo(tree.path("version").asText());
            assertThat(policy.categories().keySet()).as(text).isEqualTo(Yaml.names(tree.path("categories")));
            assertThat(policy.caps().keySet()).as(text).isEqualTo(Yaml.names(tree.path("caps")));
            policy.caps()
                    .forEach((name, cap) -> assertThat(cap.limit())
                            .as(text)
                            .isEqualTo(
                                    tree.path("caps").path(name).path("limit").intValue()));
            assertThat(PolicySummary.lines(policy)).as(text).isNotEmpty();
        } catch (PolicyException refused) {
            Yaml.areBounded(text, refused.problems());
        }
    }
}
