/** What src/steps/websocket says. */
export const WEBSOCKET: Readonly<Record<string, string>> = {
  'Port {0} negotiates permessage-deflate: {1} connections may cost about {2}{3}.':
    '端口 {0} 会协商启用 permessage-deflate：{1} 个连接约占 {2}{3}。',
  ', little beside the rest': '，与其余内存相比很少',
  'Port {0} does not negotiate permessage-deflate, though a handshake offered it.':
    '端口 {0} 不协商 permessage-deflate，尽管握手时提供了该选项。',
  ', and a file under its folder sets perMessageDeflate on':
    '，其目录下有文件开启了 perMessageDeflate',
  ', and a file under its folder sets perMessageDeflate off':
    '，其目录下有文件关闭了 perMessageDeflate',
  '{0} {1} has permessage-deflate {2} by default{3}; {4}.':
    '{0} {1} 默认 {2} permessage-deflate{3}；{4}。',
  on: '开启',
  off: '关闭',
  'Whether the service serves WebSockets is unknown: where it is installed was not found. Name `dir` or `websocket` in services.yml.':
    '该服务是否提供 WebSocket 尚不清楚：没有找到它的安装位置。请在 services.yml 中设置 `dir` 或 `websocket`。',
  'None of socket.io, engine.io and ws is installed beside the service':
    '该服务没有安装 socket.io、engine.io 或 ws',
  '{0}, and a handshake was refused at {1}.': '{0}，且在 {1} 的握手被拒绝。',
  'Only these three were looked for: uWebSockets.js, sockjs or a bundle may serve WebSockets':
    '只查找了这三个包：WebSocket 也可能由 uWebSockets.js、sockjs 或打包后的代码提供',
  'no handshake was done: name the port under `websocket` in services.yml to have it proved':
    '没有进行握手：在 services.yml 的 `websocket` 下设置端口即可验证',
  'no handshake succeeded at {0}: name port and path under `websocket` in services.yml to have it proved':
    '在 {0} 的握手没有成功：在 services.yml 的 `websocket` 下设置端口和路径即可验证',
}
