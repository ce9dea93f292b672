package dev.gapless.standalone.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gapless completion SHELL}. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = {
            "Prints a script that completes commands, options and values in a shell.",
            "bash: source <(./gapless completion bash)",
            "zsh: source <(./gapless completion zsh)"
        })
final class CompletionCommand implements Callable<Integer> {

    /** zsh reads the script of bash once this has run. */
    private static final String ZSH_START = "autoload -U +X compinit && compinit\n";

    /** The shells that are supported. */
    enum CompletionShell {
        bash,
        zsh
    }

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
    private CompletionShell shell = CompletionShell.bash;

    @Override
    public Integer call() {
        String script =
                AutoComplete.bash("gapless", Objects.requireNonNull(spec).root().commandLine());
        System.out.print(shell == CompletionShell.zsh ? ZSH_START + script : script);
        return 0;
    }
}
