package dev.gapless.standalone.cli;

import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.suite.SuiteHome;
import dev.gapless.standalone.suite.SuitePorts;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which running suite a command speaks to. */
final class SuiteConnectionOptions {

    @Option(names = "--data", description = "data directory of the running suite (default: ${DEFAULT-VALUE})")
    private Path data = Path.of(".gapless", "data");

    @Option(names = "--url", description = "address of the service, when it is not the one in the data directory")
    private @Nullable String url;

    @Option(names = "--token-file", description = "file with the operators' token, when it is not the one there")
    private @Nullable Path tokenFile;

    RestApi api(SuiteService service) throws IOException {
        return RestApi.at(address(service), tokenFile());
    }

    String address(SuiteService service) throws IOException {
        return url != null ? url : "http://127.0.0.1:" + service.port(SuitePorts.of(home()));
    }

    /** Holds the operators' token. */
    Path tokenFile() {
        return tokenFile != null ? tokenFile : home().adminToken();
    }

    private SuiteHome home() {
        return new SuiteHome(data.toAbsolutePath().normalize());
    }
}
