package dev.slipway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The example's own tests, which are Python's. */
class ShopTest {
    @Test
    void passesItsOwnTests() throws Exception {
        Shell shell = new Shell(Shell.repository().resolve("examples/shop"), Map.of("PYTHONDONTWRITEBYTECODE", "1"));

        Shell.Result result = shell.run(List.of("/usr/bin/python3", "-m", "unittest"));

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.err()).contains("OK");
    }
}
