package dev.gapless.standalone.cli;

import dev.gapless.common.text.NameSuggestion;
import dev.gapless.standalone.api.RefusedException;
import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.suite.SuiteHome;
import dev.gapless.standalone.suite.SuitePorts;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Which running suite a command speaks to. */
final class SuiteConnectionOptions {

    private static final int GONE = 410;

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

    /**
     * Refuses names that the scheduler does not know, with a suggestion: for services that answer nothing about a name
     * that they never heard of. With {@code --url}, or while the scheduler is away, nothing is checked.
     *
     * @param name {@code source}, {@code source/account} or {@code source/account/stream}
     * @throws UnknownNameException when a part is unknown
     */
    void requireKnown(String name) throws IOException, InterruptedException {
        if (url != null) {
            return;
        }
        String[] parts = name.split("/", -1);
        String source = parts[0];
        try {
            RestApi scheduler = api(SuiteService.SCHEDULER);
            List<String> streams = streams(scheduler, source);
            if (parts.length > 1) {
                // an account's id may hold slashes, a stream's name may not
                int last = parts.length > 2 ? parts.length - 1 : parts.length;
                requireAccount(
                        scheduler, source, String.join("/", List.of(parts).subList(1, last)));
            }
            if (parts.length > 2 && !streams.contains(parts[parts.length - 1])) {
                throw new UnknownNameException("unknown stream: %s (expected: one of %s).%s"
                        .formatted(
                                parts[parts.length - 1],
                                String.join(", ", streams),
                                NameSuggestion.question(parts[parts.length - 1], streams)));
            }
        } catch (ConnectException e) {
            // the service that is asked may be there all the same
            return;
        }
    }

    private static List<String> streams(RestApi scheduler, String source) throws IOException, InterruptedException {
        List<String> streams = new ArrayList<>();
        for (JsonNode stream : JsonMapper.shared()
                .readTree(scheduler.get("/v1/sources/" + encoded(source)))
                .path("streams")) {
            streams.add(stream.asString());
        }
        return streams;
    }

    private static void requireAccount(RestApi scheduler, String source, String account)
            throws IOException, InterruptedException {
        try {
            scheduler.get("/v1/accounts/%s/%s".formatted(encoded(source), encoded(account)));
        } catch (RefusedException e) {
            // what was captured of a former account can still be asked for
            if (e.status() != GONE) {
                throw e;
            }
        }
    }

    /** A stream's name as a path: each part encoded, the slashes between them kept. */
    static String encodedStream(String stream) {
        return Arrays.stream(stream.split("/", -1))
                .map(SuiteConnectionOptions::encoded)
                .collect(Collectors.joining("/"));
    }

    static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
