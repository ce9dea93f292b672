package dev.gapless.capture.connection;

import javax.net.ssl.SSLException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
class ConnectionWiring {

    private static final int THREADS = 2;

    @Bean(destroyMethod = "close")
    NettyDialler dialler() throws SSLException {
        return new NettyDialler(THREADS);
    }
}
