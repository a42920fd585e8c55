package dev.slipway.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which names an authority is asked for. */
class HostNamesTest {
    @ParameterizedTest
    @ValueSource(strings = {"shop.example", "SHOP.example", "a.b.c.example", "1.example", "xn--bcher-kva.example"})
    void publicNamesAreOrdered(String host) {
        assertThat(HostNames.canBeOrdered(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "shop",
                "localhost",
                "LOCALHOST",
                "shop.localhost",
                "Shop.LocalHost",
                "127.0.0.1",
                "::1",
                "[::1]",
                "[2001:db8::1.2.3.4]",
                "*.shop.example",
                ".example",
                "shop.example."
            })
    void othersAreNot(String host) {
        assertThat(HostNames.canBeOrdered(host)).isFalse();
    }
}
