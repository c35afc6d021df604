package dev.opportune.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlacesTest {

    @Test
    void one_caller_has_so_many_places_and_all_together_so_many_and_each_comes_back() {
        var places = new Places("imports", 3, 2);
        assertThat(places.take("a")).isEmpty();
        assertThat(places.take("a")).isEmpty();
        assertThat(detail(places.take("a"))).isEqualTo("2 imports of caller a are under way here (expected: fewer)");
        assertThat(places.take("b")).isEmpty();
        assertThat(detail(places.take("b"))).isEqualTo("3 imports are under way here (expected: fewer)");
        assertThat(places.taken()).isEqualTo(3);

        places.giveBack("a");
        assertThat(places.take("b")).isEmpty();
        assertThat(detail(places.take("a"))).isEqualTo("3 imports are under way here (expected: fewer)");
        places.giveBack("b");
        places.giveBack("b");
        places.giveBack("a");
        assertThat(places.taken()).isZero();
        assertThat(places.take("a")).isEmpty();
    }

    private static String detail(Optional<Reply> refusal) {
        return new JsonObject(refusal.orElseThrow().body()).getString("detail");
    }
}
