package dev.gapless.deployment.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The documents of docs/openapi say what the services' code says, and no change of the code breaks a caller unseen. */
class OpenApiDocumentsTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    @ParameterizedTest
    @EnumSource(DocumentedService.class)
    void a_document_equals_what_is_generated_from_the_code(DocumentedService service) throws IOException {
        ObjectNode generated = OpenApiGenerator.generate(service);
        String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(generated) + "\n";
        Path made = Files.createDirectories(Path.of("target", "openapi"))
                .resolve(service.file().getFileName());
        Files.writeString(made, text);
        String remedy = "cp tests/deployment-tests/%s docs/openapi/"
                .formatted(made.toString().replace('\\', '/'));

        assertThat(service.file()).as(remedy).exists();
        String known = Files.readString(service.file());
        List<String> breaking = ContractComparison.breaking((ObjectNode) JSON.readTree(known), generated);
        assertThat(breaking)
                .as("these changes break callers of /v1; if they are wanted, tell them in CHANGELOG.md, then: "
                        + remedy)
                .isEmpty();
        assertThat(text)
                .as("the code's interface has changed, callers go on: " + remedy)
                .isEqualTo(known);
    }
}
