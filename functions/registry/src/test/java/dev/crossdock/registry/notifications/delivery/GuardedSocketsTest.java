package dev.crossdock.registry.notifications.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedSocketsTest {
    @ParameterizedTest
    @ValueSource(strings = {"169.254.169.254", "169.254.0.1", "fe80::1", "febf::1", "fd00:ec2::254", "fd20:ce::254",
            "100.100.100.200", "168.63.129.16", "192.0.0.192", "::ffff:169.254.169.254", "64:ff9b::169.254.169.254",
            "::169.254.169.254", "2002:a9fe:a9fe::1", "64:ff9b::100.100.100.200"})
    void metadataAddresses_areRefused(String address) throws UnknownHostException {
        assertThat(GuardedSockets.isRefused(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "10.0.0.1", "192.168.1.1", "172.16.0.1", "8.8.8.8", "fd00::1",
            "2001:db8::1", "169.253.255.255", "169.255.0.0", "100.100.100.201", "fec0::1", "64:ff9b::8.8.8.8",
            "2002:0808:0808::1", "0.0.0.0", "::"})
    void privateAddresses_areTheOperatorsWord(String address) throws UnknownHostException {
        assertThat(GuardedSockets.isRefused(InetAddress.getByName(address))).isFalse();
    }

    @Test
    void everyWayToConnect_isGuarded() throws IOException {
        GuardedSockets guarded = new GuardedSockets(false);
        InetAddress metadata = InetAddress.getByName("169.254.169.254");
        InetAddress here = InetAddress.getLoopbackAddress();

        try (Socket socket = guarded.createSocket()) {
            assertThatThrownBy(() -> socket.connect(new InetSocketAddress(metadata, 1))).hasMessageContaining(
                    "169.254.169.254").hasMessageContaining("allowlinklocal");
            assertThatThrownBy(() -> socket.connect(new InetSocketAddress(metadata, 1), 10)).isInstanceOf(
                    IOException.class);
        }
        assertThatThrownBy(() -> guarded.createSocket("169.254.169.254", 1)).hasMessageContaining("allowlinklocal");
        assertThatThrownBy(() -> guarded.createSocket(metadata, 1)).hasMessageContaining("allowlinklocal");
        assertThatThrownBy(() -> guarded.createSocket("169.254.169.254", 1, here, 0)).hasMessageContaining(
                "allowlinklocal");
        assertThatThrownBy(() -> guarded.createSocket(metadata, 1, here, 0)).hasMessageContaining("allowlinklocal");
    }

    @Test
    void loopback_isConnectedTo() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket socket = new GuardedSockets(false).createSocket(server.getInetAddress(), server
                        .getLocalPort())) {
            assertThat(socket.isConnected()).isTrue();
        }
    }
}
