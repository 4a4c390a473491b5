package dev.crossdock.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.client.RegistryClient;
import dev.crossdock.client.RegistryOptions;
import dev.crossdock.client.http.HttpEngine;
import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.registry.RegistryServer;
import dev.crossdock.registry.RegistrySettings;
import dev.crossdock.transfer.Target;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoImageTest {
    private static final Tag TAG = new Tag("1");

    @TempDir
    Path folder;

    @Test
    void sameText_isTheSameImage() {
        assertThat(new DemoImage("a").tree().root().digest()).isEqualTo(new DemoImage("a").tree().root().digest())
                .isNotEqualTo(new DemoImage("b").tree().root().digest());
    }

    @Test
    void platforms_shareALayer() {
        DemoImage image = new DemoImage("hello");

        assertThat(image.tree().childrenFirst()).hasSize(3).last().isInstanceOf(Manifest.Index.class);
        assertThat(image.tree().blobs()).hasSize(5);
        assertThat(((Manifest.Index) image.tree().root()).children())
                .extracting(child -> child.platform().orElseThrow().toString())
                .containsExactly("linux/amd64", "linux/arm64");
    }

    @Test
    void push_leavesItWhole_alsoTheSecondTime() throws Exception {
        DemoImage image = new DemoImage("hello");
        try (RegistryServer registry = RegistryServer.start(RegistrySettings.onFreePort(folder));
                HttpEngine engine = new HttpEngine()) {
            Target target = new RegistryClient(engine,
                    RegistryOptions.at(URI.create("http://127.0.0.1:" + registry.port())))
                    .target(new Repository("team/hello"));
            image.push(target, TAG);
            image.push(target, TAG);

            assertThat(image.tree().blobs()).allMatch(target::holds);
            assertThat(target.describe(TAG).map(Descriptor::digest)).contains(image.tree().root().digest());
        }
    }
}
