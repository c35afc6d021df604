package dev.opportune.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.gateway.http.Places.Found;
import org.junit.jupiter.api.Test;

class PlacesTest {

    @Test
    void one_caller_has_so_many_places_and_all_together_so_many_and_each_comes_back() {
        var places = new Places(3, 2);
        assertThat(places.take("a")).isEqualTo(Found.PLACE);
        assertThat(places.take("a")).isEqualTo(Found.PLACE);
        assertThat(places.take("a")).isEqualTo(Found.CALLER_FULL);
        assertThat(places.take("b")).isEqualTo(Found.PLACE);
        assertThat(places.take("b")).isEqualTo(Found.FULL);
        assertThat(places.taken()).isEqualTo(3);

        places.giveBack("a");
        assertThat(places.take("b")).isEqualTo(Found.PLACE);
        assertThat(places.take("a")).isEqualTo(Found.FULL);
        places.giveBack("b");
        places.giveBack("b");
        places.giveBack("a");
        assertThat(places.taken()).isZero();
        assertThat(places.take("a")).isEqualTo(Found.PLACE);
    }
}
