package dev.opportune.gateway.http.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptorsTest {

    @ParameterizedTest
    @CsvSource({"1500, 1244", "1024, 768", "256, 128", "20, 10", "1, 1", "9223372036854775807, 2147483647"})
    void some_are_kept_back_for_the_gateway_itself(long descriptors, int connections) {
        assertThat(Descriptors.connections(descriptors)).isEqualTo(connections);
    }
}
