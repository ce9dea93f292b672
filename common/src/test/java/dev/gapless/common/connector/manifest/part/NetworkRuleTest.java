package dev.gapless.common.connector.manifest.part;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkRuleTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "0.0.0.0",
                "10.0.0.1",
                "172.16.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "192.0.0.8",
                "198.18.0.1",
                "224.0.0.1",
                "255.255.255.255",
                "::1",
                "::",
                "fe80::1",
                "fc00::1",
                "fd12::1",
                "ff02::1",
                "::ffff:127.0.0.1",
                "64:ff9b::7f00:1",
                "2002:7f00:1::",
                "2001:0:1::"
            })
    void an_address_that_is_not_of_the_public_internet_needs_leave(String address) {
        InetAddress resolved = InetAddress.ofLiteral(address);
        assertThat(NetworkRule.PUBLIC_ONLY.permits(resolved)).isFalse();
        assertThat(new NetworkRule(true).permits(resolved)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"93.184.215.14", "100.128.0.1", "192.0.1.1", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"})
    void a_public_address_needs_none(String address) {
        assertThat(NetworkRule.PUBLIC_ONLY.permits(InetAddress.ofLiteral(address)))
                .isTrue();
    }
}
