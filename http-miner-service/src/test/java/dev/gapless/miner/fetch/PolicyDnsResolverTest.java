package dev.gapless.miner.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gapless.connector.manifest.part.AddressPolicy;
import dev.gapless.connector.manifest.part.NetworkRule;
import dev.gapless.connector.token.PolicyDnsResolver;
import dev.gapless.connector.token.PrivateAddressException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyDnsResolverTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.1.2.3",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "0.0.0.0",
                "::1",
                "fd12:3456::1",
                "::ffff:127.0.0.1",
                "64:ff9b::7f00:1"
            })
    void a_name_that_leads_inside_is_refused(String address) {
        assertThatThrownBy(() -> resolver(List.of(address)).resolve("forum.example"))
                .isInstanceOf(PrivateAddressException.class)
                .hasMessageContaining("forum.example");
    }

    @Test
    void one_inner_address_among_outer_ones_is_enough_to_refuse_a_name() {
        PolicyDnsResolver names = resolver(List.of("1.1.1.1", "10.0.0.7"));

        assertThatThrownBy(() -> names.resolve("forum.example")).isInstanceOf(PrivateAddressException.class);
        assertThatThrownBy(() -> names.resolve("forum.example", 443)).isInstanceOf(PrivateAddressException.class);
    }

    @Test
    void a_name_of_outer_addresses_is_passed_on() throws UnknownHostException {
        assertThat(resolver(List.of("1.1.1.1")).resolve("forum.example"))
                .containsExactly(InetAddress.getByName("1.1.1.1"));
    }

    private static PolicyDnsResolver resolver(List<String> addresses) {
        return new PolicyDnsResolver(new Names(addresses), AddressPolicy.PUBLIC_ONLY, new NetworkRule(true));
    }

    /** Resolves every name to the same addresses. */
    private record Names(List<String> addresses) implements DnsResolver {

        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            InetAddress[] all = new InetAddress[addresses.size()];
            for (int i = 0; i < all.length; i++) {
                all[i] = InetAddress.getByName(addresses.get(i));
            }
            return all;
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }
}
