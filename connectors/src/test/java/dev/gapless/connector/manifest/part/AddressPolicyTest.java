package dev.gapless.connector.manifest.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPolicyTest {

    private static final NetworkRule WANTED = new NetworkRule(true);

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
                "2001:0:1::",
                "2001:db8::1",
                "2a00:1450:4001:81b:0:5efe:7f00:1",
                "192.0.2.1",
                "168.63.129.16",
                "fec0::1"
            })
    void what_is_not_public_needs_the_manifests_wish_and_the_operators_leave(String address) {
        InetAddress resolved = InetAddress.ofLiteral(address);
        AddressPolicy allowed = AddressPolicy.of(List.of(address));

        assertThat(AddressPolicy.PUBLIC_ONLY.permits(WANTED, resolved)).isFalse();
        assertThat(allowed.permits(NetworkRule.PUBLIC_ONLY, resolved)).isFalse();
        assertThat(allowed.permits(WANTED, resolved)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"93.184.215.14", "100.128.0.1", "192.0.1.1", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"})
    void a_public_address_needs_neither(String address) {
        assertThat(AddressPolicy.PUBLIC_ONLY.permits(NetworkRule.PUBLIC_ONLY, InetAddress.ofLiteral(address)))
                .isTrue();
    }

    @Test
    void a_block_opens_what_is_in_it_and_no_metadata_service() {
        AddressPolicy policy = AddressPolicy.of(List.of("10.1.0.0/16", "169.254.0.0/16", "fd00::/8"));

        assertThat(policy.permits(WANTED, InetAddress.ofLiteral("10.1.255.255")))
                .isTrue();
        assertThat(policy.permits(WANTED, InetAddress.ofLiteral("10.2.0.0"))).isFalse();
        assertThat(policy.permits(WANTED, InetAddress.ofLiteral("fd12::1"))).isTrue();
        assertThat(policy.permits(WANTED, InetAddress.ofLiteral("169.254.1.1"))).isTrue();
        assertThat(policy.permits(WANTED, InetAddress.ofLiteral("169.254.169.254")))
                .isFalse();
        assertThat(policy.permits(WANTED, InetAddress.ofLiteral("fd00:ec2::254")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "host.example", "10.0.0.0/8/8"})
    void what_is_no_block_is_refused(String text) {
        assertThatThrownBy(() -> AddressRange.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("such as 10.0.0.0/8");
    }
}
