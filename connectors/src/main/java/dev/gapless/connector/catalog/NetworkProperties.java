package dev.gapless.connector.catalog;

import dev.gapless.connector.manifest.part.AddressPolicy;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where sources may lead.
 *
 * @param allowedPrivate private addresses and blocks that manifests may use, such as {@code 10.1.0.0/16}; without it
 *     none
 */
@ConfigurationProperties("gapless.network")
record NetworkProperties(@DefaultValue List<String> allowedPrivate) {

    NetworkProperties {
        allowedPrivate = List.copyOf(allowedPrivate);
    }

    AddressPolicy policy() {
        return AddressPolicy.of(allowedPrivate);
    }
}
